namespace ChatLedger;

/// <summary>
/// Makes a repeat from outside recognisable, after the <c>Idempotency-Key</c> draft of the IETF HTTPAPI group. Remembered for seven days.
/// </summary>
/// <param name="Key">The key with its scope in front, such as <c>turn:…</c> or <c>chat:SESSION:…</c>; at most 600 characters.</param>
/// <param name="BodyHash">SHA-256 of what was asked, lower-case hexadecimal; the same key with another hash is a conflict.</param>
public sealed record IngestKey(string Key, string BodyHash)
{
    /// <summary>How long a store remembers one, counted from its recording.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromDays(7);
}

/// <summary>What the store remembers of an <see cref="IngestKey"/>.</summary>
/// <param name="BodyHash">The hash it was first used with.</param>
/// <param name="TurnId">The turn it stands for.</param>
/// <param name="Timestamp">That turn's time.</param>
/// <param name="ConversationId">That turn's number in the store; null while it is only journalled.</param>
public sealed record IngestRecord(string BodyHash, Guid TurnId, DateTimeOffset Timestamp, long? ConversationId);
