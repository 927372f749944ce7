namespace ChatLedger.Journal;

/// <summary>The journal did not take a turn, so it must not be acknowledged. The same call may be made again, later.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>When it is worth trying again.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(1);
}
