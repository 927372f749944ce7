using ChatLedger.Capture;
using ChatLedger.Storage;

namespace ChatLedger;

/// <summary>
/// The ledger as an application uses it. Thread-safe. A call that returns normally is durable; one that throws
/// <see cref="Journal.JournalUnavailableException"/> or <see cref="StoreException"/> may be made again, and one that throws
/// <see cref="CaptureException"/> must be mended first. With logging off nothing is stored and every reading is empty.
/// </summary>
public interface IChatLedger
{
    /// <summary>Makes a session; an existing id is no error and stays as it is.</summary>
    /// <returns>Whether the session is new.</returns>
    Task<bool> CreateChatSessionAsync(string sessionId, SessionUpdate? details = null, CancellationToken cancellation = default);

    /// <summary>Updates a session and its last activity.</summary>
    /// <returns>False where there is no such session.</returns>
    Task<bool> UpdateChatSessionAsync(string sessionId, SessionUpdate update, CancellationToken cancellation = default);

    /// <summary>Ends a visitor's session: it takes no further messages. Ending twice changes nothing.</summary>
    /// <returns>False where there is no such session.</returns>
    Task<bool> EndChatSessionAsync(string sessionId, CancellationToken cancellation = default);

    /// <summary>Records a finished turn. With <see cref="FinishedTurn.TurnId"/> or <see cref="FinishedTurn.IdempotencyKey"/> a repeat changes nothing.</summary>
    /// <exception cref="CaptureException">The message cannot be recorded as it is, or its key stands for another message.</exception>
    Task<TurnReceipt> LogChatMessageAsync(FinishedTurn message, CancellationToken cancellation = default);

    /// <summary>Records many finished turns at once; what cannot be recorded is told apart, message by message.</summary>
    Task<IReadOnlyList<LoggedTurn>> LogChatMessagesAsync(IReadOnlyList<FinishedTurn> messages, CancellationToken cancellation = default);

    /// <summary>The oldest <paramref name="limit"/> turns of a session, oldest first, with those merged in that are not delivered yet.</summary>
    /// <param name="sessionId">The session; an unknown one has no turns.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<Turn>> GetChatHistoryAsync(string sessionId, int limit = 50, CancellationToken cancellation = default);

    /// <summary>The figures of a session, or null where there is none.</summary>
    Task<SessionStats?> GetSessionStatsAsync(string sessionId, CancellationToken cancellation = default);

    /// <summary>Creates or updates the tables; safe to repeat.</summary>
    Task<SchemaState> InitializeDatabaseTablesAsync(CancellationToken cancellation = default);

    /// <summary>Opens a turn whose answer is still to come. Ask the model meanwhile; it costs no waiting.</summary>
    /// <exception cref="Journal.JournalUnavailableException">The turn cannot be recorded: do not ask the model.</exception>
    IOpenTurn BeginTurn(TurnStart start);

    /// <summary>Opens a turn and waits until its opening is durable, so that the answer may be shown as it comes.</summary>
    /// <inheritdoc cref="BeginTurn"/>
    Task<IOpenTurn> BeginTurnAsync(TurnStart start, CancellationToken cancellation = default);
}
