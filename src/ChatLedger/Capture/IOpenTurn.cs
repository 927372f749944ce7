namespace ChatLedger.Capture;

/// <summary>
/// A turn while its answer comes. Appended to by one caller at a time; ended once, by <see cref="CompleteAsync"/>, <see cref="FailAsync"/> or
/// <see cref="AbortAsync"/>. Disposing a turn that was not ended ends it as aborted: an opened turn always becomes a row.
/// </summary>
public interface IOpenTurn : IAsyncDisposable
{
    /// <summary>The turn's id; null where nothing is recorded.</summary>
    Guid? TurnId { get; }

    /// <summary>
    /// Completes when the opening is durable, or fails with <see cref="Journal.JournalUnavailableException"/>: then cancel the model. Hurries nothing.
    /// </summary>
    Task Opened { get; }

    /// <summary>
    /// Completes when the opening is durable, and hurries it. Must be awaited before the first byte of the answer goes out.
    /// </summary>
    /// <exception cref="Journal.JournalUnavailableException">The turn is not recorded: cancel the model and refuse.</exception>
    Task OpenedAsync();

    /// <summary>
    /// Takes new text of the answer. Durable within <see cref="ChatLedgerOptions.CheckpointInterval"/>; with
    /// <see cref="ChatLedgerOptions.StrictStreaming"/> before the call returns.
    /// </summary>
    ValueTask AppendAsync(string text);

    /// <summary>The answer ended normally.</summary>
    /// <returns>The acknowledgement: the turn is durable.</returns>
    /// <exception cref="Journal.JournalUnavailableException">The turn must not be acknowledged. It is closed later if its opening was durable.</exception>
    Task<TurnReceipt> CompleteAsync(TurnFigures figures);

    /// <summary>The model refused, timed out or broke off.</summary>
    /// <param name="error">A stable word, then details; never what people wrote.</param>
    /// <param name="figures">What was measured.</param>
    /// <inheritdoc cref="CompleteAsync"/>
    Task<TurnReceipt> FailAsync(string error, TurnFigures figures);

    /// <summary>The client went away.</summary>
    /// <param name="sentCharacters">How many UTF-16 code units of the answer the client was sent.</param>
    /// <param name="figures">What was measured.</param>
    /// <inheritdoc cref="CompleteAsync"/>
    Task<TurnReceipt> AbortAsync(int sentCharacters, TurnFigures figures);
}

/// <summary>The acknowledgement of a turn.</summary>
/// <param name="TurnId">The turn; null where nothing is recorded.</param>
/// <param name="ConversationId">The store's number; null where the store had not committed in time or nothing is recorded.</param>
/// <param name="IsReplay">Whether the turn was recorded before, by the same ingest key.</param>
public sealed record TurnReceipt(Guid? TurnId, long? ConversationId, bool IsReplay = false);
