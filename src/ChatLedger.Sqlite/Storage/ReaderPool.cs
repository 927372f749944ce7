using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace ChatLedger.Sqlite.Storage;

/// <summary>
/// Read-only connections, which never checkpoint (<c>query_only</c> ones would). At most a few reads run at a time, the rest waits its turn.
/// Safe for concurrent calls.
/// </summary>
internal sealed class ReaderPool(string path) : IAsyncDisposable
{
    private const int ReadersMax = 4;

    private readonly SemaphoreSlim _free = new(ReadersMax, ReadersMax);
    private readonly string _settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 1 }.ToString();
    private bool _closed;

    /// <summary>Reads on a pool thread: SQLite's calls block, and callers wait with a deadline.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SqliteStore));
            return await Task.Run(() => Read(read, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the reads under way, then closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < ReadersMax; i++) await _free.WaitAsync().ConfigureAwait(false);
        _closed = true;
        using (var any = new SqliteConnection(_settings)) SqliteConnection.ClearPool(any);
        // Given back, so that late callers are told instead of waiting for ever.
        _free.Release(ReadersMax);
    }

    private T Read<T>(Func<SqliteConnection, T> read, CancellationToken cancellation)
    {
        try
        {
            using var connection = new SqliteConnection(_settings);
            connection.Open();
            using var interruption = cancellation.Register(() => sqlite3_interrupt(connection.Handle));
            return read(connection);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (SqliteException exception)
        {
            throw StoreErrors.Translate(exception, path);
        }
    }
}
