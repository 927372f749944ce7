namespace ChatLedger.Capture;

/// <summary>
/// What was handed in cannot be recorded as it is; nothing was stored. The message is for the caller and names the field and the limit,
/// never the value.
/// </summary>
/// <param name="slug">A stable word for the mistake, such as <c>too-long</c>.</param>
/// <param name="field">The field, as it is spelt in JSON, or null.</param>
/// <param name="message">A sentence for people.</param>
public sealed class CaptureException(string slug, string? field, string message) : Exception(message)
{
    /// <summary>A stable word for the mistake.</summary>
    public string Slug { get; } = slug;

    /// <summary>The field, as it is spelt in JSON, or null.</summary>
    public string? Field { get; } = field;
}
