using ChatLedger.PostgreSql.Storage;
using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>Locks the old pair of tables against live programs, so that these wait for moments only and never meet an error.</summary>
internal static class TableLock
{
    /// <summary>After so many attempts a person has to look who is in the way.</summary>
    public const int AttemptsMax = 30;

    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    // Against vacuum first, which steps aside only after deadlock_timeout, 1 s by default, and which this mode keeps out while writers go on. Then against
    // writers, for less than half of that: whoever holds one table and waits for the other sees us give way before the server ends it as deadlocked.
    private const string Lock = """
        SET LOCAL lock_timeout = '2500ms';
        LOCK TABLE {schema}.chat_conversations, {schema}.chat_sessions IN SHARE UPDATE EXCLUSIVE MODE;
        SET LOCAL lock_timeout = '400ms';
        LOCK TABLE {schema}.chat_conversations, {schema}.chat_sessions IN {mode} MODE;
        SET LOCAL lock_timeout = '5s'
        """;

    /// <summary>Keeps writers out until the transaction ends; they may read.</summary>
    public static Task AgainstWritersAsync(AdoptionPlace place, NpgsqlConnection connection, CancellationToken cancellation) =>
        TakeAsync(place, connection, "SHARE ROW EXCLUSIVE", cancellation);

    /// <summary>Keeps everyone out until the transaction ends.</summary>
    public static Task AgainstEveryoneAsync(AdoptionPlace place, NpgsqlConnection connection, CancellationToken cancellation) =>
        TakeAsync(place, connection, "ACCESS EXCLUSIVE", cancellation);

    /// <summary>Whether another transaction was in the way, so that trying again helps.</summary>
    public static bool IsInTheWay(StoreException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected };

    /// <summary>How long to let others go on after an attempt that failed.</summary>
    public static TimeSpan Pause(int attempt) => TimeSpan.FromMilliseconds(Math.Min(PauseMax.TotalMilliseconds, 250 * attempt));

    /// <summary>The failure, with who is in the way.</summary>
    public static async Task<StoreException> ExplainAsync(AdoptionPlace place, StoreException failure, CancellationToken cancellation)
    {
        var holders = await place.Ledger.UseAsync(
            (connection, token) => connection.Command(
                place.Qualify(
                    """
                    SELECT DISTINCT format('%s (%s, %s)', activity.pid, activity.usename, activity.application_name)
                    FROM pg_locks AS held JOIN pg_stat_activity AS activity ON activity.pid = held.pid
                    WHERE held.granted AND held.relation IN (to_regclass('{schema}.chat_conversations'), to_regclass('{schema}.chat_sessions'))
                    """)).QueryAsync(static row => row.GetString(0), token),
            cancellation).ConfigureAwait(false);
        return new StoreException(
            StoreFailure.Transient,
            "Transactions of others hold the old tables for too long; nothing is lost. End them, then run the same command again: it goes on where it stopped. "
            + $"Processes that hold them now: {(holders.Count == 0 ? "none any more" : string.Join(", ", holders))}.",
            failure);
    }

    private static Task<int> TakeAsync(AdoptionPlace place, NpgsqlConnection connection, string mode, CancellationToken cancellation) =>
        connection.Command(place.Qualify(Lock.Replace("{mode}", mode, StringComparison.Ordinal))).ExecuteAsync(cancellation);
}
