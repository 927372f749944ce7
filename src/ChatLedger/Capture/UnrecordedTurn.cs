namespace ChatLedger.Capture;

/// <summary>A turn that nobody records: logging is off, or the journal could not take it and the operator chose to proceed.</summary>
internal sealed class UnrecordedTurn : IOpenTurn
{
    private static readonly Task<TurnReceipt> NoReceipt = Task.FromResult(new TurnReceipt(null, null));

    public Guid? TurnId => null;

    public Task Opened => Task.CompletedTask;

    public Task OpenedAsync() => Task.CompletedTask;

    public ValueTask AppendAsync(string text) => default;

    public Task<TurnReceipt> CompleteAsync(TurnFigures figures) => NoReceipt;

    public Task<TurnReceipt> FailAsync(string error, TurnFigures figures) => NoReceipt;

    public Task<TurnReceipt> AbortAsync(int sentCharacters, TurnFigures figures) => NoReceipt;

    public ValueTask DisposeAsync() => default;
}
