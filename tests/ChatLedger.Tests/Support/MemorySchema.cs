using ChatLedger.Storage;

namespace ChatLedger.Tests.Support;

/// <summary>A store's schema face with one migration, which may be missing.</summary>
internal sealed class MemorySchema : ILedgerSchema
{
    public bool IsMigrated { get; private set; }

    /// <summary>How the next attempts end before one succeeds.</summary>
    public Queue<StoreException> Failures { get; } = new();

    public Task OpenAsync(CancellationToken cancellation = default) => Task.CompletedTask;

    public Task<SchemaState> MigrateAsync(CancellationToken cancellation = default)
    {
        if (Failures.TryDequeue(out var failure)) throw failure;
        IsMigrated = true;
        return GetStateAsync(cancellation);
    }

    public Task<SchemaState> GetStateAsync(CancellationToken cancellation = default) => Task.FromResult(new SchemaState(IsMigrated ? 1 : 0, 1, []));
}
