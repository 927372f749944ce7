namespace ChatLedger.Storage;

/// <summary>
/// The folder that one process owns. The lock is the operating system's, so it ends with the process, however that ends; it is taken before anything
/// else in the folder is touched. Not thread-safe.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private const string LockFileName = "lock";

    // EAGAIN, EWOULDBLOCK, ERROR_SHARING_VIOLATION: only these say that another process holds the lock.
    private const int LockedOnLinux = 11, LockedOnMacOS = 35, LockedOnWindows = unchecked((int)0x80070020);

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder, as a full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder if needed (only its owner may enter) and takes it into possession.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process owns it.</exception>
    /// <exception cref="IOException">It cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made or written.</exception>
    public static DataDirectory Acquire(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(full);
        else Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = System.IO.Path.Combine(full, LockFileName);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new DataDirectory(full, new FileStream(file, options));
        }
        catch (IOException exception) when (exception.HResult is LockedOnLinux or LockedOnMacOS or LockedOnWindows)
        {
            throw new DataDirectoryInUseException(full, exception);
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => _lock.Dispose();
}

/// <summary>Another process owns the data folder.</summary>
public sealed class DataDirectoryInUseException(string path, Exception inner)
    : Exception($"The data directory {path} belongs to another running ChatLedger. Stop that one, or give this one a directory of its own (--data DIR).", inner);
