using ChatLedger.Diagnostics;
using ChatLedger.Journal;

namespace ChatLedger.Capture;

/// <summary>
/// A turn that goes on unrecorded where the journal refuses it (<see cref="OnJournalFailure.Proceed"/>), the first to meet the failure like those after it.
/// </summary>
internal sealed class ProceedingTurn : IOpenTurn
{
    private readonly IOpenTurn _turn;
    private readonly LedgerCounters _counters;
    private int _isCounted;

    public ProceedingTurn(IOpenTurn turn, LedgerCounters counters)
    {
        _turn = turn;
        _counters = counters;
        Opened = ProceedAsync(() => turn.Opened);
    }

    public Guid? TurnId => _turn.TurnId;

    /// <summary>Never fails: a refusal is no reason to give the model up.</summary>
    public Task Opened { get; }

    public Task OpenedAsync() => ProceedAsync(async () => await _turn.OpenedAsync().ConfigureAwait(false));

    public async ValueTask AppendAsync(string text) => await ProceedAsync(async () => await _turn.AppendAsync(text).ConfigureAwait(false)).ConfigureAwait(false);

    public Task<TurnReceipt> CompleteAsync(TurnFigures figures) => EndAsync(() => _turn.CompleteAsync(figures));

    public Task<TurnReceipt> FailAsync(string error, TurnFigures figures) => EndAsync(() => _turn.FailAsync(error, figures));

    public Task<TurnReceipt> AbortAsync(int sentCharacters, TurnFigures figures) => EndAsync(() => _turn.AbortAsync(sentCharacters, figures));

    public ValueTask DisposeAsync() => _turn.DisposeAsync();

    private async Task<TurnReceipt> EndAsync(Func<Task<TurnReceipt>> end)
    {
        var receipt = new TurnReceipt(null, null);
        await ProceedAsync(async () => receipt = await end().ConfigureAwait(false)).ConfigureAwait(false);
        return receipt;
    }

    private async Task ProceedAsync(Func<Task> record)
    {
        try
        {
            await record().ConfigureAwait(false);
        }
        catch (JournalUnavailableException)
        {
            if (Interlocked.Exchange(ref _isCounted, 1) == 0) _counters.Unrecorded();
        }
    }
}
