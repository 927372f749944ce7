using ChatLedger.Storage;

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
}
