namespace ChatLedger.Sqlite;

/// <summary>Makes the files that hold what people wrote.</summary>
internal static class SqliteFiles
{
    /// <summary>Makes an empty file that only its owner can read, where there is none; SQLite gives its side files the same mode.</summary>
    public static void CreatePrivate(string path)
    {
        if (File.Exists(path)) return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }
}
