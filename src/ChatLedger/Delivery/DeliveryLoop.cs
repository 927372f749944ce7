using ChatLedger.Diagnostics;
using ChatLedger.Journal;
using ChatLedger.Storage;
using Microsoft.Extensions.Logging;
using Polly;

namespace ChatLedger.Delivery;

/// <summary>
/// Moves turns from the journal into the store: batch → store → only after its commit is the journal told to forget. A turn the store refuses for its
/// content is found by halving the batch and set aside; everything else is tried again for ever.
/// </summary>
internal sealed partial class DeliveryLoop(
    IJournal journal,
    ILedgerWriter store,
    DeliveryQueue queue,
    Undelivered undelivered,
    StoreHealth health,
    LedgerCounters counters,
    ChatLedgerOptions options,
    TimeProvider time,
    ILogger<DeliveryLoop> logger)
{
    private const string KeyConflict = "ingest-key-conflict";

    private readonly ResiliencePipeline _untilItWorks = DeliveryRetry.Create(time, attempt =>
    {
        if (attempt.Exception is StoreException failure) health.SetDown(failure);
        queue.SetHeldUp(true);
        if (attempt.Number == 0) LogRetrying(logger, attempt.Exception?.Message);
    });

    /// <summary>
    /// Delivers until cancelled, as many batches at a time as the store is worth. What is being written then is finished or left whole in the journal.
    /// An unforeseen error ends all of it: one that went on alone would look healthy while the other's turns wait.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(Enumerable.Range(0, store.WritersMax).Select(writer => RunOneAsync(isHelper: writer > 0, ending))).ConfigureAwait(false);
    }

    /// <param name="isHelper">Whether it joins in only while a whole batch waits, or the first is held up: until then one larger batch costs less than two small ones.</param>
    /// <param name="ending">Stops this one, or all of them.</param>
    private async Task RunOneAsync(bool isHelper, CancellationTokenSource ending)
    {
        var cancellation = ending.Token;
        try
        {
            while (true)
            {
                if (isHelper) await queue.WhenCrowdedAsync(options.BatchTurnsMax).WaitAsync(cancellation).ConfigureAwait(false);
                var batch = await _untilItWorks.ExecuteAsync(TakeAsync, cancellation).ConfigureAwait(false);
                await DeliverAsync(batch, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping: the journal keeps what was not delivered.
        }
        catch (Exception exception)
        {
            await ending.CancelAsync().ConfigureAwait(false);
            health.SetDown(new StoreException(StoreFailure.Transient, "Delivery stopped at an unforeseen error; restart the server. Turns are safe in the journal.", exception));
            LogStopped(logger, exception);
        }
    }

    private async ValueTask<IReadOnlyList<JournaledTurn>> TakeAsync(CancellationToken cancellation) =>
        await queue.TakeAsync(options.BatchTurnsMax, options.BatchBytesMax, cancellation).ConfigureAwait(false);

    private async Task DeliverAsync(IReadOnlyList<JournaledTurn> batch, CancellationToken cancellation)
    {
        try
        {
            var turns = batch.Select(static turn => turn.Turn).ToList();
            var written = await _untilItWorks.ExecuteAsync(async token => await store.WriteAsync(turns, token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            health.SetUp();
            queue.SetHeldUp(false);
            await SettleAsync(batch, written, cancellation).ConfigureAwait(false);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.Content)
        {
            if (batch.Count == 1)
            {
                await SetAsideAsync(batch[0], exception.Message, cancellation).ConfigureAwait(false);
                return;
            }

            var half = batch.Count / 2;
            await DeliverAsync([.. batch.Take(half)], cancellation).ConfigureAwait(false);
            await DeliverAsync([.. batch.Skip(half)], cancellation).ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(IReadOnlyList<JournaledTurn> batch, IReadOnlyList<WrittenTurn> written, CancellationToken cancellation)
    {
        var settled = new List<JournaledTurn>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            if (written[i].Outcome == WriteOutcome.Conflict)
            {
                await SetAsideAsync(batch[i], KeyConflict, cancellation).ConfigureAwait(false);
                continue;
            }

            counters.Delivered(written[i].Outcome);
            batch[i].SetStored(written[i]);
            settled.Add(batch[i]);
        }

        undelivered.Remove(settled);
        journal.Delete(settled);
    }

    private async Task SetAsideAsync(JournaledTurn turn, string reason, CancellationToken cancellation)
    {
        await _untilItWorks.ExecuteAsync(async _ => await journal.SetAsideAsync(turn, reason).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        LogSetAside(logger, turn.Turn.TurnId, reason);
        counters.SetAside();
        undelivered.Remove([turn]);
        turn.SetUntold();
    }

    [LoggerMessage(2000, LogLevel.Warning, "The store, or the journal, did not do what delivery asked; it is tried again until it does, and turns wait in the journal. {Reason}")]
    private static partial void LogRetrying(ILogger logger, string? reason);

    [LoggerMessage(2001, LogLevel.Error, "Turn {TurnId} was set aside: {Reason}")]
    private static partial void LogSetAside(ILogger logger, Guid turnId, string reason);

    [LoggerMessage(2002, LogLevel.Critical, "Delivery stopped at an unforeseen error; turns are safe in the journal and are delivered after a restart")]
    private static partial void LogStopped(ILogger logger, Exception exception);
}
