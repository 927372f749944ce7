using ChatLedger.Storage;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace ChatLedger.Sqlite.Storage;

/// <summary>Translates SQLite's errors (sqlite.org/rescode.html) into the store's.</summary>
internal static class StoreErrors
{
    /// <summary>What the store's callers see. SQLite's messages name tables, columns and constraints, never values.</summary>
    public static StoreException Translate(SqliteException exception, string path) => new(
        Classify(exception), $"The store {path} failed ({exception.SqliteExtendedErrorCode}): {exception.Message} {Remedy(exception)}".TrimEnd(), exception);

    /// <summary>Whether nobody can say what the connection still holds in memory, so that it must not be used again.</summary>
    public static bool SpoilsConnection(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: SQLITE_IOERR or SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_NOMEM };

    private static StoreFailure Classify(SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLITE_CONSTRAINT or SQLITE_TOOBIG or SQLITE_MISMATCH or SQLITE_RANGE => StoreFailure.Content,
        SQLITE_CORRUPT or SQLITE_NOTADB => StoreFailure.Corrupt,
        SQLITE_ERROR when IsMissing(exception) => StoreFailure.Schema,
        // What is left is the machine's or the moment's fault, or unknown: trying again loses nothing.
        _ => StoreFailure.Transient,
    };

    // SQLite has no code of its own for a missing table or column, only these words of its messages.
    private static bool IsMissing(SqliteException exception) =>
        exception.Message.Contains("no such table", StringComparison.Ordinal)
        || exception.Message.Contains("no such column", StringComparison.Ordinal)
        || exception.Message.Contains("has no column", StringComparison.Ordinal);

    private static string Remedy(SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLITE_BUSY or SQLITE_LOCKED => "Another program holds the database; let it finish.",
        SQLITE_FULL => "Free space on its disk.",
        SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_PERM => "Check that the folder exists and that its owner runs the program.",
        SQLITE_CORRUPT or SQLITE_NOTADB => "Keep a copy, then restore the file from a backup.",
        SQLITE_ERROR when IsMissing(exception) => "Run `chatledger init-db`.",
        _ => "",
    };
}
