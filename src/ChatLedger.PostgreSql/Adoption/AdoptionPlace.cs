using ChatLedger.PostgreSql.Storage;
using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>
/// The three schemas of an adoption in one database: the ledger's, which holds the old tables until the swap, one where the new tables grow, and one where
/// the old ones are kept afterwards. Whoever stops halfway leaves nothing on a connection, so a transaction pooler may stand between.
/// </summary>
internal sealed class AdoptionPlace : IAsyncDisposable
{
    private const string Settings =
        "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = '5s'; "
        // Rows hidden by row security would be lost silently: with this the server refuses instead.
        + "SET LOCAL row_security = off; SET LOCAL search_path = pg_catalog, pg_temp";

    private readonly TimeProvider _clock;

    public AdoptionPlace(PostgreSqlUrl url, TimeProvider clock)
    {
        _clock = clock;
        Schema = url.Schema;
        StagingSchema = Schema + "_adoption";
        KeptSchema = Schema + "_before_adoption";
        Ledger = new Database(url.ForWholeTables(Schema));
        Staging = new Database(url.ForWholeTables(StagingSchema));
    }

    /// <summary>The ledger's schema.</summary>
    public string Schema { get; }

    /// <summary>Where the new tables grow: <c>{staging}</c> in SQL.</summary>
    public string StagingSchema { get; }

    /// <summary>Where the old tables are kept: <c>{kept}</c> in SQL.</summary>
    public string KeptSchema { get; }

    /// <summary>The database, seen from the ledger's schema.</summary>
    public Database Ledger { get; }

    /// <summary>The database, seen from where the new tables grow.</summary>
    public Database Staging { get; }

    /// <summary>The SQL with the quoted names of the schemas.</summary>
    public string Qualify(string sql) => Ledger.Qualify(sql)
        .Replace("{staging}", Quote(StagingSchema), StringComparison.Ordinal)
        .Replace("{kept}", Quote(KeptSchema), StringComparison.Ordinal);

    /// <summary>Works in one transaction; where another one is in the way of a lock, it is tried again for about two minutes.</summary>
    /// <exception cref="StoreException">The work failed and left nothing, or nobody knows whether the commit came through: running again goes on either way.</exception>
    public async Task<T> InTransactionAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Ledger.InTransactionAsync(
                    async (connection, token) =>
                    {
                        await connection.Command(Settings).ExecuteAsync(token).ConfigureAwait(false);
                        return await work(connection, token).ConfigureAwait(false);
                    },
                    cancellation).ConfigureAwait(false);
            }
            catch (StoreException exception) when (TableLock.IsInTheWay(exception))
            {
                if (attempt == TableLock.AttemptsMax) throw await TableLock.ExplainAsync(this, exception, cancellation).ConfigureAwait(false);
            }

            // Live programs get on with their work before they are asked to wait again.
            await Task.Delay(TableLock.Pause(attempt), _clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A name as SQL text.</summary>
    public static string Quote(string name)
    {
        using var builder = new NpgsqlCommandBuilder();
        return builder.QuoteIdentifier(name);
    }

    /// <summary>A text as SQL text, which means the same whatever <c>standard_conforming_strings</c> says.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync().ConfigureAwait(false);
        await Staging.DisposeAsync().ConfigureAwait(false);
    }
}
