using ChatLedger.Diagnostics;
using ChatLedger.Journal;

namespace ChatLedger.Capture;

/// <summary>Records finished turns, each key once. Thread-safe.</summary>
internal sealed class Ingestor(TurnCapture capture, IngestKeys keys, IJournal journal, Acknowledger acknowledger, LedgerCounters counters)
{
    /// <summary>How long a repeat is looked for; what is not found in time is decided by the store, when the turn is delivered.</summary>
    private static readonly TimeSpan LookUpMax = TimeSpan.FromSeconds(2);

    /// <summary>Records what can be recorded; the rest is told apart, message by message. All that is recorded is durable when it returns.</summary>
    /// <exception cref="JournalUnavailableException">Nothing of it was recorded.</exception>
    public async Task<IReadOnlyList<LoggedTurn>> LogAsync(IReadOnlyList<FinishedTurn> messages, CancellationToken cancellation)
    {
        counters.Captured(messages.Count);
        var wanted = messages.Select(KeyOf).ToArray();
        var entered = await EnterAsync(wanted, cancellation).ConfigureAwait(false);
        try
        {
            return await LogEnteredAsync(messages, wanted, cancellation).ConfigureAwait(false);
        }
        finally
        {
            entered.ForEach(static key => key.Dispose());
        }
    }

    private async Task<List<IDisposable>> EnterAsync(IngestKey?[] wanted, CancellationToken cancellation)
    {
        var entered = new List<IDisposable>();
        try
        {
            foreach (var key in wanted.OfType<IngestKey>().Select(static key => key.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                entered.Add(await keys.EnterAsync(key, cancellation).ConfigureAwait(false));
            return entered;
        }
        catch
        {
            entered.ForEach(static key => key.Dispose());
            throw;
        }
    }

    private async Task<IReadOnlyList<LoggedTurn>> LogEnteredAsync(IReadOnlyList<FinishedTurn> messages, IngestKey?[] wanted, CancellationToken cancellation)
    {
        var results = new LoggedTurn[messages.Count];
        var fresh = new List<(int Index, JournaledTurn Turn)>(messages.Count);
        var repeats = new List<(int Index, int First)>();
        var firstOfKey = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < messages.Count; i++)
        {
            if (wanted[i] is { } key && firstOfKey.TryGetValue(key.Key, out var first)) repeats.Add((i, first));
            else if (await FindAsync(messages[i], wanted[i], cancellation).ConfigureAwait(false) is { } known) results[i] = known;
            else results[i] = TryCapture(messages[i], wanted[i], i, fresh);
            if (wanted[i] is { } seen) firstOfKey.TryAdd(seen.Key, i);
        }

        await RecordAsync(results, fresh).ConfigureAwait(false);
        foreach (var (index, first) in repeats)
            results[index] = wanted[index]!.BodyHash == wanted[first]!.BodyHash ? results[first] : LoggedTurn.Conflict;
        return results;
    }

    private async Task<LoggedTurn?> FindAsync(FinishedTurn message, IngestKey? key, CancellationToken cancellation)
    {
        if (key is null) return null;
        if (await keys.FindAsync(key.Key, LookUpMax, cancellation).ConfigureAwait(false) is { } known)
            return known.BodyHash == key.BodyHash ? LoggedTurn.Replayed(known.TurnId, known.ConversationId) : LoggedTurn.Conflict;
        if (message.TurnId is not { } id || await keys.FindTurnAsync(id, message.Timestamp, LookUpMax, cancellation).ConfigureAwait(false) is not { } turn) return null;
        // The turn came in by another door, or its key is forgotten: only its texts can tell.
        var cleaned = false;
        var isSame = turn.SessionId == message.SessionId
            && turn.UserMessage == TextCleaner.Clean(message.UserMessage, ref cleaned)
            && turn.AiResponse == TextCleaner.Clean(message.AiResponse, ref cleaned);
        return isSame ? LoggedTurn.Replayed(id, turn.ConversationId) : LoggedTurn.Conflict;
    }

    private LoggedTurn TryCapture(FinishedTurn message, IngestKey? key, int index, List<(int Index, JournaledTurn Turn)> fresh)
    {
        try
        {
            var turn = new JournaledTurn(capture.Capture(message, key));
            fresh.Add((index, turn));
            return LoggedTurn.Recorded(new TurnReceipt(turn.Turn.TurnId, null));
        }
        catch (CaptureException problem)
        {
            return LoggedTurn.Refused(problem);
        }
    }

    private async Task RecordAsync(LoggedTurn[] results, List<(int Index, JournaledTurn Turn)> fresh)
    {
        if (fresh.Count == 0) return;
        JournaledTurn[] turns = [.. fresh.Select(static item => item.Turn)];
        await journal.RecordAsync(turns).ConfigureAwait(false);
        var receipts = await acknowledger.AcknowledgeAsync(turns).ConfigureAwait(false);
        for (var i = 0; i < fresh.Count; i++) results[fresh[i].Index] = LoggedTurn.Recorded(receipts[i]);
    }

    private static IngestKey? KeyOf(FinishedTurn message)
    {
        var key = message is { TurnId: { } id, Source: not TurnSource.Import } ? $"turn:{id}" : message.IdempotencyKey;
        return key is null ? null : new IngestKey(key, FinishedTurnHash.Of(message));
    }
}
