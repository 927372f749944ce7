using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Storage;

internal sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public async Task<SchemaState> MigrateAsync(CancellationToken cancellation = default)
    {
        var now = _clock.GetUtcNow();
        var applied = await Writer.RunAsync(writer => SchemaVersions.Apply(writer.Database, _path, now), cancellation).ConfigureAwait(false);
        var latest = SchemaVersions.Known[^1].Version;
        if (applied.Count > 0) LogMigrated(_path, latest, string.Join(", ", applied));
        return new SchemaState(latest, latest, applied);
    }

    /// <inheritdoc/>
    public Task<SchemaState> GetStateAsync(CancellationToken cancellation = default) => Readers.ReadAsync(
        connection => new SchemaState(SchemaVersions.Verify(connection, _path), SchemaVersions.Known[^1].Version, []),
        cancellation);

    /// <summary>Does nothing: a file has room for every day.</summary>
    public Task<int> MakeRoomAsync(Action<int, int>? onMade = null, CancellationToken cancellation = default) => Task.FromResult(0);

    /// <inheritdoc/>
    public Task<SchemaCheck> CheckAsync(bool isThorough, CancellationToken cancellation = default) => LookAsync(SchemaCatalog.Check, cancellation);

    /// <inheritdoc/>
    public async Task<StoreScript> ScriptAsync(CancellationToken cancellation = default) =>
        new(SchemaScript.Of(_path, await LookAsync(connection => SchemaVersions.Verify(connection, _path), cancellation).ConfigureAwait(false)), null);

    /// <summary>Reads the database, which this process may not have open yet; then nobody else may, and a file that is not there is not made.</summary>
    private async Task<T> LookAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellation)
    {
        if (_readers is not null) return await _readers.ReadAsync(read, cancellation).ConfigureAwait(false);
        if (!File.Exists(_path))
        {
            using var empty = new SqliteConnection("Data Source=:memory:");
            empty.Open();
            return read(empty);
        }

        using var alone = StoreLock.Take(_path);
        var readers = new ReaderPool(_path);
        await using (readers.ConfigureAwait(false)) return await readers.ReadAsync(read, cancellation).ConfigureAwait(false);
    }
}
