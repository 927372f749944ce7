using System.Collections.Concurrent;
using ChatLedger.Delivery;
using ChatLedger.Diagnostics;
using ChatLedger.Journal;
using ChatLedger.Storage;

namespace ChatLedger.Tests.Support;

/// <summary>Delivery from a journal in memory to a store in memory, put together as the product does, with time that passes at once.</summary>
internal sealed class DeliveryBench : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Guid> _deletedTooEarly = new();
    private Task _running = Task.CompletedTask;

    /// <param name="options">How the ledger behaves.</param>
    /// <param name="writer">The store's writing face as delivery sees it; by default the store's own.</param>
    public DeliveryBench(ChatLedgerOptions? options = null, Func<MemoryStore, ILedgerWriter>? writer = null)
    {
        options ??= new ChatLedgerOptions();
        Queue = new DeliveryQueue(Journal, options.DeliveryBytesMax);
        Loop = new DeliveryLoop(Journal, writer?.Invoke(Store) ?? Store, Queue, Undelivered, Health, Counters, options, Time, Log);
        Journal.OnClosed = turns =>
        {
            Undelivered.Add(turns.Select(static turn => new WaitingTurn(turn.Sequence, turn.Turn.SessionId, turn.Turn.IngestKey?.Key)));
            Queue.Add(turns);
        };
        Journal.OnDelete = CheckDeletion;
    }

    public MemoryJournal Journal { get; } = new();

    public MemoryStore Store { get; } = new();

    public DeliveryQueue Queue { get; }

    public DeliveryLoop Loop { get; }

    public Undelivered Undelivered { get; } = new();

    public StoreHealth Health { get; } = new();

    public LedgerCounters Counters { get; } = new();

    public HurriedTime Time { get; } = new();

    public ListLogger<DeliveryLoop> Log { get; } = new();

    /// <summary>The turns that the journal was told to forget while the store did not have them: there must never be one.</summary>
    public IReadOnlyCollection<Guid> DeletedTooEarly => _deletedTooEarly;

    /// <summary>Begins to deliver.</summary>
    public void Start() => _running = Task.Run(() => Loop.RunAsync(_stop.Token));

    /// <summary>Completes when delivery has ended by itself.</summary>
    public Task EndedAsync() => _running.Soon();

    /// <summary>Records turns as capture does.</summary>
    public async Task<JournaledTurn[]> RecordAsync(params IEnumerable<Turn> turns)
    {
        JournaledTurn[] journaled = [.. turns.Select(static turn => new JournaledTurn(turn))];
        await Journal.RecordAsync(journaled);
        return journaled;
    }

    /// <summary>Waits until nothing waits, then stops, so that everything delivery does is done.</summary>
    public async Task DrainAsync()
    {
        await Undelivered.WhenEmptyAsync().Soon();
        await StopAsync();
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.Soon();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Queue.Dispose();
        Counters.Dispose();
        _stop.Dispose();
    }

    private void CheckDeletion(IReadOnlyList<JournaledTurn> turns)
    {
        var stored = Store.Rows.Select(static row => row.TurnId).ToHashSet();
        foreach (var turn in turns.Where(turn => !stored.Contains(turn.Turn.TurnId))) _deletedTooEarly.Enqueue(turn.Turn.TurnId);
    }
}
