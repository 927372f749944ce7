namespace ChatLedger.Capture;

/// <summary>The model did not answer, or broke off. Holds nothing of what was asked or answered.</summary>
/// <param name="reason">A stable word, such as <c>rate-limited</c> or <c>timeout</c>.</param>
/// <param name="status">The HTTP status of the provider, where there was one.</param>
/// <param name="inner">What was thrown.</param>
public sealed class ModelException(string reason, int? status, Exception? inner) : Exception($"The model did not answer: {reason}.", inner)
{
    /// <summary>A stable word for the reason.</summary>
    public string Reason { get; } = reason;

    /// <summary>The HTTP status of the provider, or null.</summary>
    public int? Status { get; } = status;
}
