using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace ChatLedger.Sqlite;

/// <summary>Sorts SQLite's primary result codes (sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    /// <summary>The disk, or the file's own page limit, is full: nothing is wrong with the data.</summary>
    public static bool IsFull(Exception exception) => exception is SqliteException { SqliteErrorCode: SQLITE_FULL };

    /// <summary>The file is damaged or no database.</summary>
    public static bool IsCorrupt(Exception exception) => exception is SqliteException { SqliteErrorCode: SQLITE_CORRUPT or SQLITE_NOTADB };

    /// <summary>Another process holds the file.</summary>
    public static bool IsBusy(Exception exception) => exception is SqliteException { SqliteErrorCode: SQLITE_BUSY };
}
