using System.Text;
using ChatLedger.Journal;

namespace ChatLedger.Capture;

/// <summary>A recorded turn while its answer comes.</summary>
internal sealed class OpenTurn(IJournal journal, JournalEntry entry, Acknowledger acknowledger, CheckpointLoop checkpoints, bool isStrict) : IOpenTurn
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _answer = new();
    private int _checkpointed;
    private bool _isEnded;

    public Guid? TurnId => entry.Turn.TurnId;

    public Task Opened => entry.Opened;

    public Task OpenedAsync() => journal.OpenedAsync(entry);

    public async ValueTask AppendAsync(string text)
    {
        lock (_gate) _answer.Append(text);
        if (!isStrict) return;
        if (!Opened.IsCompletedSuccessfully) await OpenedAsync().ConfigureAwait(false);
        if (TakeNewText() is { } fresh) await journal.AppendAsync(entry, fresh).ConfigureAwait(false);
    }

    public Task<TurnReceipt> CompleteAsync(TurnFigures figures) => EndAsync(TurnStatus.Completed, figures, null, null);

    public Task<TurnReceipt> FailAsync(string error, TurnFigures figures) => EndAsync(TurnStatus.Failed, figures, error, null);

    public Task<TurnReceipt> AbortAsync(int sentCharacters, TurnFigures figures) => EndAsync(TurnStatus.Aborted, figures, "client-left", sentCharacters);

    public async ValueTask DisposeAsync()
    {
        if (_isEnded) return;
        try
        {
            await AbortAsync(0, new TurnFigures()).ConfigureAwait(false);
        }
        catch (JournalUnavailableException)
        {
            // Whoever disposes waits for no acknowledgement; the journal's health tells, and a durable opening is closed later.
        }
    }

    /// <summary>Hands the text that came since the last time to the journal, without waiting for it.</summary>
    public void Checkpoint()
    {
        // A strict append waits for the very text it took; a checkpoint must not take it from under the append.
        if (isStrict || !Opened.IsCompletedSuccessfully || TakeNewText() is not { } fresh) return;
        // A checkpoint that fails is carried by the journal itself, and the close holds all of the text.
        _ = journal.AppendAsync(entry, fresh);
    }

    private async Task<TurnReceipt> EndAsync(TurnStatus status, TurnFigures figures, string? error, int? sentCharacters)
    {
        if (_isEnded) throw new InvalidOperationException("The turn was ended before.");
        _isEnded = true;
        checkpoints.Remove(this);
        string answer;
        lock (_gate) answer = _answer.ToString();
        var closed = new JournaledTurn(TurnCapture.Close(entry.Turn, new TurnEnding(status, answer, figures, error, sentCharacters)));
        await journal.CloseAsync(entry, closed).ConfigureAwait(false);
        return await acknowledger.AcknowledgeAsync(closed).ConfigureAwait(false);
    }

    private string? TakeNewText()
    {
        lock (_gate)
        {
            var end = _answer.Length;
            // Half a surrogate pair waits for its other half.
            if (end > _checkpointed && char.IsHighSurrogate(_answer[end - 1])) end--;
            if (end == _checkpointed) return null;
            var text = _answer.ToString(_checkpointed, end - _checkpointed);
            _checkpointed = end;
            return text;
        }
    }
}
