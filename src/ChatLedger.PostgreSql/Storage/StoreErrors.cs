using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>Translates PostgreSQL's errors (its manual, appendix A) and the driver's into the store's, with what helps.</summary>
internal static class StoreErrors
{
    /// <summary>What the store's callers see; false for what is not the database's: a caller that gave up, or a mistake of ours.</summary>
    public static bool TryTranslate(Exception exception, PostgreSqlUrl url, CancellationToken cancellation, [NotNullWhen(true)] out StoreException? translated)
    {
        translated = exception switch
        {
            OperationCanceledException when cancellation.IsCancellationRequested => null,
            PostgresException error => Translate(error, url),
            EncoderFallbackException => new StoreException(StoreFailure.Content, "A text holds half a surrogate pair, which UTF-8 cannot hold."),
            NpgsqlException or TimeoutException or IOException or OperationCanceledException =>
                new StoreException(StoreFailure.Transient, $"PostgreSQL at {url.Display} {Reason(exception)}", exception),
            _ => null,
        };
        return translated is not null;
    }

    /// <summary>Whether something that must be unique is stored already.</summary>
    public static bool IsUniqueViolation(StoreException exception) => exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>Whether a lock was not given in the time that the transaction allows.</summary>
    public static bool IsLockTimeout(StoreException exception) => exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    private static StoreException Translate(PostgresException error, PostgreSqlUrl url)
    {
        var failure = Classify(error);
        // The server's words about refused data may quote the data; its code does not.
        var words = failure == StoreFailure.Content ? $"refused the data of column {error.ColumnName ?? "?"}" : $"said: {error.MessageText}.";
        var message = $"PostgreSQL at {url.Display} {words} ({error.SqlState}) {Remedy(error)}".TrimEnd();
        var isSpoken = failure != StoreFailure.Content || error.SqlState == PostgresErrorCodes.UniqueViolation;
        return new StoreException(failure, message, isSpoken ? error : null);
    }

    private static StoreFailure Classify(PostgresException error) => error.SqlState switch
    {
        // A row meant for a partition that was attached meanwhile: the next attempt finds the right one.
        PostgresErrorCodes.CheckViolation when error.ConstraintName is null => StoreFailure.Transient,
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName
            or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.WrongObjectType
            or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject => StoreFailure.Schema,
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => StoreFailure.Corrupt,
        // A key or a required column that the ledger does not know refuses every turn: the tables have to be mended, not the turns.
        PostgresErrorCodes.NotNullViolation or PostgresErrorCodes.ForeignKeyViolation => StoreFailure.Schema,
        // Data exceptions, violated constraints, and what is too large for an index.
        ['2', '2' or '3', ..] or PostgresErrorCodes.ProgramLimitExceeded => StoreFailure.Content,
        // What is left is the server's or the moment's fault, or unknown: trying again loses nothing.
        _ => StoreFailure.Transient,
    };

    private static string Remedy(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "Check user and password in DATABASE_URL, and pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName => "Create the database (createdb), or correct its name in DATABASE_URL.",
        PostgresErrorCodes.InsufficientPrivilege => "Grant the role of DATABASE_URL the right to it, or let the owner run the output of `chatledger init-db --script`.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "The server only reads: name the primary in DATABASE_URL, or add target_session_attrs=read-write.",
        PostgresErrorCodes.TooManyConnections => "Raise max_connections, or put a pooler before the server.",
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory => "Free space on the server.",
        PostgresErrorCodes.QueryCanceled => "The server was too slow; see what it is busy with.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName
            or PostgresErrorCodes.UndefinedObject => "Run `chatledger init-db`.",
        PostgresErrorCodes.NotNullViolation or PostgresErrorCodes.ForeignKeyViolation =>
            $"That rule ({error.ConstraintName ?? error.ColumnName}) is not the ledger's, and refuses every turn: drop it, or give the column a default.",
        PostgresErrorCodes.LockNotAvailable => "Another transaction holds the table: see pg_stat_activity and pg_locks, and try again when it is over.",
        PostgresErrorCodes.ProtocolViolation or PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement =>
            "Where a transaction pooler stands between, say so: add pgbouncer=true to DATABASE_URL.",
        PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject =>
            "Something else has that name: rename it, or name another schema in DATABASE_URL (?schema=chatledger).",
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => "Keep a copy of the server's files, then restore a backup.",
        _ => "",
    };

    private static string Reason(Exception exception)
    {
        // The driver has no types of its own for these two.
        if (exception is NpgsqlException { InnerException: TimeoutException } && exception.Message.Contains("reading from stream", StringComparison.Ordinal))
            return "did not answer in time: it is overloaded, or another transaction holds what is asked for; see pg_stat_activity and pg_locks.";
        if (exception.Message.Contains("No SSL enabled connection", StringComparison.Ordinal))
            return "offers no encryption: turn it on there, or, in a network you trust, add sslmode=disable to DATABASE_URL.";
        var words = (exception.InnerException ?? exception) switch
        {
            TimeoutException or OperationCanceledException => "no answer in time.",
            var inner => inner.Message.TrimEnd('.') + ".",
        };
        return $"is out of reach: {words} Check that it runs and that host and port in DATABASE_URL are right.";
    }
}
