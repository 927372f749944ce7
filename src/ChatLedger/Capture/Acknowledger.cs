using ChatLedger.Delivery;
using ChatLedger.Journal;

namespace ChatLedger.Capture;

/// <summary>
/// Decides when a journalled turn is acknowledged: at once, or after the store has it too, for which it waits at most
/// <see cref="ChatLedgerOptions.StoreWait"/>, and not at all while the store is known to be away. Thread-safe.
/// </summary>
internal sealed class Acknowledger(ChatLedgerOptions options, StoreHealth store, TimeProvider time)
{
    /// <summary>The receipt of a turn that is durable in the journal.</summary>
    public async Task<TurnReceipt> AcknowledgeAsync(JournaledTurn turn)
    {
        await WaitAsync(turn.Stored).ConfigureAwait(false);
        return ReceiptOf(turn);
    }

    /// <summary>The receipts of turns that are durable in the journal, in the same order, after one wait for all of them.</summary>
    public async Task<IReadOnlyList<TurnReceipt>> AcknowledgeAsync(IReadOnlyList<JournaledTurn> turns)
    {
        await WaitAsync(Task.WhenAll(turns.Select(static turn => turn.Stored))).ConfigureAwait(false);
        return [.. turns.Select(ReceiptOf)];
    }

    private async Task WaitAsync(Task stored)
    {
        if (options.Acknowledge == Acknowledge.Store && store.IsUp)
            await stored.WaitAsync(options.StoreWait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TurnReceipt ReceiptOf(JournaledTurn turn) =>
        new(turn.Turn.TurnId, turn.Stored.IsCompletedSuccessfully ? turn.Stored.Result.ConversationId : null);
}
