namespace ChatLedger.AspNetCore.Http;

/// <summary>A request that ends with a problem (RFC 9457). The message is for the caller and holds nothing of what was sent.</summary>
internal sealed class RequestException(int status, string type, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    /// <summary>When it is worth trying again, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further members of the problem.</summary>
    public Dictionary<string, object?> Extensions { get; init; } = [];
}
