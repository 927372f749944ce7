using ChatLedger.Storage;

namespace ChatLedger.Tests.Support;

/// <summary>A store's schema face with one migration, which may be missing.</summary>
internal sealed class MemorySchema : ILedgerSchema
{
    public bool IsMigrated { get; private set; }

    /// <summary>How the next attempts end before one succeeds.</summary>
    public Queue<StoreException> Failures { get; } = new();

    /// <summary>How its tables differ from what they should be.</summary>
    public List<string> Differences { get; } = [];

    public Task OpenAsync(CancellationToken cancellation = default) => Task.CompletedTask;

    public Task<SchemaState> MigrateAsync(CancellationToken cancellation = default)
    {
        if (Failures.TryDequeue(out var failure)) throw failure;
        IsMigrated = true;
        return GetStateAsync(cancellation);
    }

    public Task<SchemaState> GetStateAsync(CancellationToken cancellation = default) => Task.FromResult(new SchemaState(IsMigrated ? 1 : 0, 1, []));

    public Task<int> MakeRoomAsync(Action<int, int>? onMade = null, CancellationToken cancellation = default) => Task.FromResult(0);

    public Task<SchemaCheck> CheckAsync(bool isThorough, CancellationToken cancellation = default) => Task.FromResult(new SchemaCheck([.. Differences], []));

    public Task<StoreScript> ScriptAsync(CancellationToken cancellation = default) => Task.FromResult(new StoreScript("", null));
}
