using ChatLedger.Diagnostics;
using ChatLedger.Journal;

namespace ChatLedger.Capture;

/// <summary>Opens turns whose answers are still to come. Thread-safe.</summary>
internal sealed class TurnRecorder(
    TurnCapture capture, IJournal journal, Acknowledger acknowledger, CheckpointLoop checkpoints, LedgerCounters counters, ChatLedgerOptions options)
{
    /// <exception cref="CaptureException">Something in it cannot be recorded as it is.</exception>
    /// <exception cref="JournalUnavailableException">The journal cannot take it; do not ask the model.</exception>
    public IOpenTurn Begin(TurnStart start)
    {
        var turn = capture.Capture(start);
        counters.Captured();
        try
        {
            var open = new OpenTurn(journal, journal.Open(turn), acknowledger, checkpoints, options.StrictStreaming);
            checkpoints.Add(open);
            return options.OnJournalFailure == OnJournalFailure.Proceed ? new ProceedingTurn(open, counters) : open;
        }
        catch (JournalUnavailableException) when (options.OnJournalFailure == OnJournalFailure.Proceed)
        {
            counters.Unrecorded();
            return new UnrecordedTurn();
        }
    }
}
