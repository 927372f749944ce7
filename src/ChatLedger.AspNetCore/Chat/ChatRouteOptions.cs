using System.ComponentModel.DataAnnotations;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>How the chat route behaves. Configuration section <c>ChatLedger:Chat</c>.</summary>
public sealed class ChatRouteOptions : IValidatableObject
{
    /// <summary>The one header in which a trusted proxy names its client's address, such as <c>X-Real-IP</c>; null takes the peer's. Default null.</summary>
    public string? ClientIpHeader { get; set; }

    /// <summary>The networks of trusted proxies, separated by commas, such as <c>127.0.0.0/8, ::1/128</c>; from others the header is ignored. Default none.</summary>
    public string? TrustedProxies { get; set; }

    /// <summary>What the model is told before the conversation. Empty tells it nothing.</summary>
    [Required(AllowEmptyStrings = true)]
    public string SystemPrompt { get; set; } = "You are a helpful assistant. Answer briefly and in the language of the question.";

    /// <summary>How much of the earlier conversation goes along with a message, in UTF-16 code units. 0 sends none. Default 16,000.</summary>
    [Range(0, 10_000_000)]
    public int ContextLengthMax { get; set; } = 16_000;

    /// <summary>Sessions whose recent turns are kept in memory, each at most <see cref="ContextLengthMax"/> long. Default 2,000.</summary>
    [Range(1, 10_000_000)]
    public int SessionsInMemoryMax { get; set; } = 2_000;

    /// <summary>How long a message waits for its session to be read from the store; then it goes without context. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:05")]
    public TimeSpan SessionWait { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a model may be silent before the turn fails. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ModelIdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long answers in flight may go on when the server is stopping; then they are recorded as they are. Default 4 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan StopWait { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How often a waiting stream gets a comment, so that proxies keep it open. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ClientAddress.Split(TrustedProxies).All(static network => System.Net.IPNetwork.TryParse(network, out _)))
            yield return new ValidationResult("it must list networks such as 127.0.0.0/8, separated by commas.", [nameof(TrustedProxies)]);
        if (string.IsNullOrEmpty(ClientIpHeader) != string.IsNullOrEmpty(TrustedProxies))
            yield return new ValidationResult("ClientIpHeader and TrustedProxies only work together.", [nameof(ClientIpHeader)]);
    }
}
