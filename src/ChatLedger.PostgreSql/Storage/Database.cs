using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>
/// The connections to one database, and the schema in it that the tables are in. Nothing is set on a connection that would have to outlive a
/// transaction, so a transaction pooler may stand between. Safe for concurrent calls.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource _connections;
    private readonly string _quotedSchema;
    private volatile bool _isPooled;

    public Database(PostgreSqlUrl url)
    {
        Url = url;
        _isPooled = url.IsPooled;
        _quotedSchema = new NpgsqlCommandBuilder().QuoteIdentifier(url.Schema);
        var settings = url.ToConnectionString();
        // No connection is ever left changed, so there is nothing to reset; a COPY fills larger buffers with fewer system calls.
        settings.NoResetOnClose = true;
        settings.WriteBufferSize = 1 << 16;
        _connections = NpgsqlDataSource.Create(settings);
    }

    /// <summary>Where the database is, for messages.</summary>
    public PostgreSqlUrl Url { get; }

    /// <summary>The SQL with <c>{schema}</c> replaced by the schema's quoted name.</summary>
    public string Qualify(string sql) => sql.Replace("{schema}", _quotedSchema, StringComparison.Ordinal);

    /// <summary>An embedded file, qualified.</summary>
    public string ReadSql(string path) => Qualify(SqlFiles.Read(path));

    /// <summary>Works on a connection of the pool.</summary>
    /// <exception cref="StoreException">The work failed, or there is no connection.</exception>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            var connection = await _connections.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false)) return await work(connection, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (StoreErrors.TryTranslate(exception, Url, cancellation, out var translated))
        {
            throw translated;
        }
    }

    /// <summary>Works in one transaction, which is committed when this returns. Giving up ends with the beginning of the commit.</summary>
    /// <exception cref="StoreException">The work failed and left nothing, or nobody knows whether the commit came through.</exception>
    public Task<T> InTransactionAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation) => UseAsync(
        async (connection, token) =>
        {
            var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var result = await work(connection, token).ConfigureAwait(false);
                token.ThrowIfCancellationRequested();
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return result;
            }
        },
        cancellation);

    /// <summary>Finds out whether a pooler stands between that nobody named: the process it says it is, is then not the one that answers.</summary>
    public async Task DetectPoolerAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (_isPooled) return;
        var process = await connection.Command("SELECT pg_backend_pid()").QueryAsync(static row => row.GetInt32(0), cancellation).ConfigureAwait(false);
        if (process[0] != connection.ProcessID) _isPooled = true;
    }

    /// <summary>Prepares a command where the connection is the server's own; behind a transaction pooler the next command may meet another server process.</summary>
    public Task PrepareAsync(NpgsqlCommand command, CancellationToken cancellation) =>
        _isPooled ? Task.CompletedTask : command.PrepareAsync(cancellation);

    /// <inheritdoc cref="PrepareAsync(NpgsqlCommand, CancellationToken)"/>
    public Task PrepareAsync(NpgsqlBatch batch, CancellationToken cancellation) =>
        _isPooled ? Task.CompletedTask : batch.PrepareAsync(cancellation);

    public ValueTask DisposeAsync() => _connections.DisposeAsync();
}
