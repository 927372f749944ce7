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

    /// <inheritdoc/>
    public Task<int> MakeRoomAsync(Action<int, int>? onMade = null, CancellationToken cancellation = default) => _partitions.MakeMissingAsync(onMade, cancellation);

    /// <inheritdoc/>
    public Task<SchemaCheck> CheckAsync(bool isThorough, CancellationToken cancellation = default) =>
        new SchemaCatalog(_database, _partitions).CheckAsync(isThorough, cancellation);

    /// <inheritdoc/>
    public async Task<StoreScript> ScriptAsync(CancellationToken cancellation = default)
    {
        try
        {
            var version = await _versions.ReadAsync(cancellation).ConfigureAwait(false);
            // Where turns may be stored, making a partition includes moving those of its day.
            var partitions = version == 0 ? FreshPartitions() : (await _partitions.FindMissingAsync(cancellation).ConfigureAwait(false)).Order().Select(_partitions.SqlOf);
            return new StoreScript(PsqlScript.Of(_database, [.. SchemaVersions.Known.Where(migration => migration.Version > version)], [.. partitions]), null);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.Transient)
        {
            return new StoreScript(PsqlScript.Of(_database, SchemaVersions.Known, [.. FreshPartitions()]), exception.Message);
        }
    }

    private IEnumerable<string> FreshPartitions() => _partitions.Days().Order().Select(static day => PartitionStep.FreshSqlOf(day));
}
