using ChatLedger.Privacy;

namespace ChatLedger.Capture;

/// <summary>
/// The first station: validates, cleans, gives a turn its id and time, and lets privacy do its part before a byte is written.
/// Safe for concurrent calls.
/// </summary>
public sealed class TurnCapture(CaptureClock clock, TimeProvider time)
{
    /// <summary>The opening of a turn.</summary>
    /// <exception cref="CaptureException">Something in it cannot be recorded as it is.</exception>
    public Turn Capture(TurnStart start)
    {
        var cleaned = false;
        var timestamp = clock.Next();
        var turn = new Turn
        {
            TurnId = Guid.CreateVersion7(timestamp),
            Timestamp = timestamp,
            SessionId = Limits.SessionId(start.SessionId),
            UserMessage = Limits.Message(start.UserMessage, "message", ref cleaned),
            Mood = Limits.Text(start.Mood, "mood", Limits.MoodLengthMax, ref cleaned),
            UserIp = IpAnonymizer.Truncate(start.UserIp),
            UserAgent = start.UserAgent is null ? null : TextCleaner.Clean(TextCleaner.Cut(start.UserAgent, Limits.LineLengthMax), ref cleaned),
            UserId = Limits.Text(start.UserId, "userId", Limits.IdLengthMax, ref cleaned),
            Metadata = MetadataJson.Normalize(start.Metadata, ref cleaned),
            Source = start.Source,
            Visitor = start.Visitor,
            IngestKey = start.IngestKey,
        };
        return cleaned ? MarkCleaned(turn) : turn;
    }

    /// <summary>A finished turn.</summary>
    /// <param name="message">What was handed in.</param>
    /// <param name="key">What makes a repeat recognisable, or null.</param>
    /// <exception cref="CaptureException">Something in it cannot be recorded as it is.</exception>
    public Turn Capture(FinishedTurn message, IngestKey? key)
    {
        var cleaned = false;
        var timestamp = TimeOf(message);
        var turn = new Turn
        {
            TurnId = IdOf(message) ?? Guid.CreateVersion7(timestamp),
            Timestamp = timestamp,
            SessionId = Limits.SessionId(message.SessionId),
            UserMessage = Limits.Message(message.UserMessage, "userMessage", ref cleaned),
            AiResponse = TextCleaner.Clean(message.AiResponse, ref cleaned),
            Mood = Limits.Text(message.Mood, "mood", Limits.MoodLengthMax, ref cleaned),
            UserIp = AddressOf(message),
            UserAgent = Limits.Text(message.UserAgent, "userAgent", Limits.LineLengthMax, ref cleaned),
            ResponseTimeMs = Limits.Count(message.ResponseTimeMs, "responseTimeMs"),
            Metadata = MetadataJson.Normalize(message.Metadata, ref cleaned),
            UserId = Limits.Text(message.UserId, "userId", Limits.IdLengthMax, ref cleaned),
            Status = message.Status,
            Model = Limits.Text(message.Model, "model", Limits.IdLengthMax, ref cleaned),
            FirstTokenMs = Limits.Count(message.FirstTokenMs, "firstTokenMs"),
            InputTokens = Limits.Count(message.InputTokens, "inputTokens"),
            OutputTokens = Limits.Count(message.OutputTokens, "outputTokens"),
            Error = Limits.Text(message.Error, "error", Limits.LineLengthMax, ref cleaned),
            Source = message.Source,
            IngestKey = key,
        };
        return cleaned ? MarkCleaned(turn) : turn;
    }

    /// <summary>The closed form of an opened turn. What came from the model is cut to the schema's lengths and marked, never refused.</summary>
    public static Turn Close(Turn opened, TurnEnding ending)
    {
        var cleaned = false;
        var cut = ending.Figures.Model?.Length > Limits.IdLengthMax;
        var turn = opened with
        {
            AiResponse = TextCleaner.Clean(ending.AiResponse, ref cleaned),
            Status = ending.Status,
            ResponseTimeMs = ending.Figures.ResponseTimeMs,
            FirstTokenMs = ending.Figures.FirstTokenMs,
            Model = ending.Figures.Model is null ? null : TextCleaner.Clean(TextCleaner.Cut(ending.Figures.Model, Limits.IdLengthMax), ref cleaned),
            InputTokens = ending.Figures.InputTokens,
            OutputTokens = ending.Figures.OutputTokens,
            Error = ending.Error is null ? null : TextCleaner.Clean(TextCleaner.Cut(ending.Error, Limits.LineLengthMax), ref cleaned),
        };
        if (ending.SentCharacters is { } sent) turn = turn with { Metadata = MetadataJson.With(turn.Metadata, "sentCharacters", writer => writer.WriteNumberValue(sent)) };
        if (cut) turn = turn with { Metadata = MetadataJson.With(turn.Metadata, "cut", writer => writer.WriteStringValue("model")) };
        return cleaned ? MarkCleaned(turn) : turn;
    }

    private DateTimeOffset TimeOf(FinishedTurn message)
    {
        if (message.Timestamp is not { } given) return clock.Next();
        if (given > time.GetUtcNow() + Limits.AheadMax)
            throw new CaptureException("out-of-range", "timestamp", "timestamp must not be more than a day ahead.");
        if (given < DateTimeOffset.UnixEpoch)
            throw new CaptureException("out-of-range", "timestamp", "timestamp must not be before 1970.");
        return CaptureClock.Cut(given);
    }

    /// <summary>The empty UUID marks rows that plain SQL wrote, so no turn of a caller's may have it.</summary>
    private static Guid? IdOf(FinishedTurn message) =>
        message.TurnId == Guid.Empty ? throw new CaptureException("out-of-range", "turnId", "turnId must not be the empty UUID.") : message.TurnId;

    private static string? AddressOf(FinishedTurn message)
    {
        if (message.UserIp is null) return null;
        return IpAnonymizer.Truncate(message.UserIp)
            ?? throw new CaptureException("invalid-address", "userIp", "userIp must be an IPv4 or IPv6 address.");
    }

    private static Turn MarkCleaned(Turn turn) =>
        turn with { Metadata = MetadataJson.With(turn.Metadata, "cleaned", writer => writer.WriteBooleanValue(true)) };
}
