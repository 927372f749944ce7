namespace ChatLedger.Capture;

/// <summary>What became of one handed-in message.</summary>
public sealed record LoggedTurn
{
    private LoggedTurn() { }

    /// <summary>The message's key stands for a turn with another message: nothing was recorded.</summary>
    public static LoggedTurn Conflict { get; } = new()
    {
        Problem = new CaptureException("idempotency-conflict", "turnId", "The same turnId or Idempotency-Key was used for another message before."),
    };

    /// <summary>The acknowledgement, or null where the message was refused.</summary>
    public TurnReceipt? Receipt { get; private init; }

    /// <summary>Why the message was refused, or null.</summary>
    public CaptureException? Problem { get; private init; }

    internal static LoggedTurn Recorded(TurnReceipt receipt) => new() { Receipt = receipt };

    internal static LoggedTurn Replayed(Guid turnId, long? conversationId) => new() { Receipt = new TurnReceipt(turnId, conversationId, IsReplay: true) };

    internal static LoggedTurn Refused(CaptureException problem) => new() { Problem = problem };
}
