using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite;

/// <summary>Sorts SQLite's primary result codes (sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    private const int Busy = 5, Corrupt = 11, Full = 13, NotADatabase = 26;

    /// <summary>The disk, or the file's own page limit, is full: nothing is wrong with the data.</summary>
    public static bool IsFull(Exception exception) => exception is SqliteException { SqliteErrorCode: Full };

    /// <summary>The file is damaged or no database.</summary>
    public static bool IsCorrupt(Exception exception) => exception is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <summary>Another process holds the file.</summary>
    public static bool IsBusy(Exception exception) => exception is SqliteException { SqliteErrorCode: Busy };
}
