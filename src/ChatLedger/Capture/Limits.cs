namespace ChatLedger.Capture;

/// <summary>The lengths that the schema allows, in UTF-16 code units, and the check that names the field.</summary>
public static class Limits
{
    /// <summary>The longest session id, user id and model name.</summary>
    public const int IdLengthMax = 255;

    /// <summary>The longest mood.</summary>
    public const int MoodLengthMax = 50;

    /// <summary>The longest user agent and error.</summary>
    public const int LineLengthMax = 1_000;

    /// <summary>How far a caller's time may lie ahead.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromDays(1);

    /// <summary>Cleans a caller's value and refuses one that is too long.</summary>
    public static string? Text(string? value, string field, int lengthMax, ref bool cleaned)
    {
        if (value is null) return null;
        if (value.Length > lengthMax) throw new CaptureException("too-long", field, $"{field} must be at most {lengthMax} characters.");
        return TextCleaner.Clean(value, ref cleaned);
    }

    /// <summary>Cleans what a person asked and refuses nothing but an empty one; how long it may be is the door's affair.</summary>
    public static string Message(string value, string field, ref bool cleaned) =>
        value.Length == 0 ? throw new CaptureException("empty-message", field, $"{field} must not be empty.") : TextCleaner.Clean(value, ref cleaned);

    /// <summary>Refuses a negative number.</summary>
    public static int? Count(int? value, string field) =>
        value < 0 ? throw new CaptureException("out-of-range", field, $"{field} must not be negative.") : value;

    /// <summary>Refuses a session id that is not 1 to 255 printable characters.</summary>
    public static string SessionId(string value)
    {
        var unprintable = value.AsSpan().Trim().IsEmpty;
        foreach (var character in value) unprintable |= char.IsControl(character);
        TextCleaner.Clean(value, ref unprintable);
        if (unprintable || value.Length > IdLengthMax)
            throw new CaptureException("invalid-session-id", "sessionId", $"sessionId must be 1 to {IdLengthMax} printable characters.");
        return value;
    }
}
