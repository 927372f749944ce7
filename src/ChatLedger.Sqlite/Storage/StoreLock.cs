using ChatLedger.Storage;

namespace ChatLedger.Sqlite.Storage;

/// <summary>
/// One opener per store, by an operating system lock on <c>PATH.lock</c>, which ends with the process however it ends. The lock has a file of
/// its own and is taken first: closing a second handle of the database itself would drop the locks SQLite holds on it.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <param name="storePath">The database file; its folder is made where missing.</param>
    /// <exception cref="StoreException">Another opener holds the store, or the lock file cannot be made.</exception>
    public static StoreLock Take(string storePath)
    {
        var path = storePath + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            SqliteFiles.CreatePrivate(path);
            return new StoreLock(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                StoreFailure.Transient,
                $"The store {storePath} cannot be locked: another ChatLedger process has it open, or its folder cannot be written. "
                + "Stop the other process, or choose another folder.",
                exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
