using ChatLedger.Sqlite.Storage;
using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Tests.Storage;

public sealed class StoreErrorsTests
{
    [Theory]
    [InlineData(5, "database is locked", StoreFailure.Transient)]
    [InlineData(6, "database table is locked", StoreFailure.Transient)]
    [InlineData(8, "attempt to write a readonly database", StoreFailure.Transient)]
    [InlineData(10, "disk I/O error", StoreFailure.Transient)]
    [InlineData(13, "database or disk is full", StoreFailure.Transient)]
    [InlineData(14, "unable to open database file", StoreFailure.Transient)]
    [InlineData(18, "string or blob too big", StoreFailure.Content)]
    [InlineData(19, "CHECK constraint failed", StoreFailure.Content)]
    [InlineData(20, "datatype mismatch", StoreFailure.Content)]
    [InlineData(25, "column index out of range", StoreFailure.Content)]
    [InlineData(1, "no such table: chat_sessions", StoreFailure.Schema)]
    [InlineData(1, "no such column: turn_id", StoreFailure.Schema)]
    [InlineData(1, "table chat_sessions has no column named visitor", StoreFailure.Schema)]
    [InlineData(11, "database disk image is malformed", StoreFailure.Corrupt)]
    [InlineData(26, "file is not a database", StoreFailure.Corrupt)]
    public void every_error_says_what_kind_of_failure_it_is(int code, string message, StoreFailure expected)
    {
        var failure = StoreErrors.Translate(new SqliteException(message, code), "store.db");

        Assert.Equal(expected, failure.Failure);
        Assert.Contains("store.db", failure.Message, StringComparison.Ordinal);
    }
}
