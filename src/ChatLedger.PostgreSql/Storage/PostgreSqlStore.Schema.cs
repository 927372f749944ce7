using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Storage;

internal sealed partial class PostgreSqlStore
{
    /// <summary>Does nothing: the server is shared, so there is nothing to take possession of, and it may be out of reach for a while.</summary>
    public Task OpenAsync(CancellationToken cancellation = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<SchemaState> MigrateAsync(CancellationToken cancellation = default)
    {
        var applied = await _versions.ApplyAsync(_clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        var latest = SchemaVersions.Known[^1].Version;
        if (applied.Count > 0) LogMigrated(_database.Url.Display, latest, string.Join(", ", applied));
        return new SchemaState(latest, latest, applied);
    }

    /// <inheritdoc/>
    public async Task<SchemaState> GetStateAsync(CancellationToken cancellation = default) =>
        new(await _versions.ReadAsync(cancellation).ConfigureAwait(false), SchemaVersions.Known[^1].Version, []);
}
