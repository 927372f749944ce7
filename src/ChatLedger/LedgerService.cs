using ChatLedger.Capture;
using ChatLedger.Delivery;
using ChatLedger.Journal;
using ChatLedger.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatLedger;

/// <summary>
/// Starts the stations in the order in which turns pass them backwards, so that nothing is taken in that could not be passed on, and stops them the
/// other way round: what is in flight is recorded, what is journalled is delivered while there is time, the rest waits in the journal.
/// </summary>
internal sealed partial class LedgerService(
    ChatLedgerOptions options,
    ILedgerSchema schema,
    IJournal journal,
    DeliveryQueue queue,
    StoreWork store,
    CheckpointLoop checkpoints,
    Undelivered undelivered,
    CaptureClock clock,
    Diagnostics.LedgerCounters counters,
    TimeProvider time,
    ILogger<LedgerService> logger) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private DataDirectory? _directory;
    private Task _loops = Task.CompletedTask;
    private bool _isStopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _directory = DataDirectory.Acquire(options.DataDirectory);
        await schema.OpenAsync(cancellationToken).ConfigureAwait(false);
        await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var recovery = await journal.StartAsync(OnClosed, cancellationToken).ConfigureAwait(false);
        clock.StartAfter(recovery.LastMicroseconds);
        undelivered.Add(recovery.Waiting);
        if (recovery.Waiting.Count > 0) queue.StartBehind(recovery.Waiting[^1].Sequence);
        if (recovery.Interrupted > 0) LogInterrupted(logger, recovery.Interrupted);
        if (recovery.Corrupt > 0) LogCorrupt(logger, recovery.Corrupt);
        _loops = Task.WhenAll(Task.Run(() => store.RunAsync(_stop.Token), CancellationToken.None), checkpoints.RunAsync(_stop.Token));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_isStopped) return;
        _isStopped = true;
        await undelivered.WhenEmptyAsync().WaitAsync(DrainMax, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _loops.ConfigureAwait(false);
        }
        finally
        {
            await journal.DisposeAsync().ConfigureAwait(false);
            if (schema is IAsyncDisposable opened) await opened.DisposeAsync().ConfigureAwait(false);
            _directory?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _stop.Dispose();
    }

    private void OnClosed(IReadOnlyList<JournaledTurn> turns)
    {
        counters.Journalled(turns.Count);
        undelivered.Add(turns.Select(static turn => new WaitingTurn(turn.Sequence, turn.Turn.SessionId, turn.Turn.IngestKey?.Key)));
        queue.Add(turns);
    }

    [LoggerMessage(1100, LogLevel.Warning, "{Turns} turns were found open; they are recorded as interrupted, with the text that had been checkpointed")]
    private static partial void LogInterrupted(ILogger logger, int turns);

    [LoggerMessage(1101, LogLevel.Error, "{Records} damaged records of the journal were set aside")]
    private static partial void LogCorrupt(ILogger logger, int records);
}
