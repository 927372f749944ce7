using System.ComponentModel.DataAnnotations;

namespace ChatLedger.Extensions.AI;

/// <summary>Which model answers, and how far it is trusted. Read once, when the client is made.</summary>
public sealed class ModelOptions
{
    /// <summary>Who answers. Default <see cref="ModelProvider.Auto"/>; name one when settings of several exist.</summary>
    [EnumDataType(typeof(ModelProvider))]
    public ModelProvider Provider { get; set; }

    /// <summary>
    /// The address of a server that speaks OpenAI's chat completions, such as <c>http://127.0.0.1:4010/v1</c>; null for OpenAI's own.
    /// A bare host gets <c>/v1</c>. It holds no user name, query or fragment.
    /// </summary>
    public string? OpenAIBaseUrl { get; set; }

    /// <summary>The key for that server; may be null where <see cref="OpenAIBaseUrl"/> names a server that asks for none.</summary>
    public string? OpenAIApiKey { get; set; }

    /// <summary>The model asked there. Default <c>gpt-4o-mini</c>.</summary>
    [Required, StringLength(255)]
    public string OpenAIModel { get; set; } = "gpt-4o-mini";

    /// <summary>Anthropic's address, or that of a gateway before it; null for Anthropic's own.</summary>
    public string? AnthropicBaseUrl { get; set; }

    /// <summary>The key for Anthropic.</summary>
    public string? AnthropicApiKey { get; set; }

    /// <summary>The model asked there. Default <c>claude-haiku-5-5</c>.</summary>
    [Required, StringLength(255)]
    public string AnthropicModel { get; set; } = "claude-haiku-5-5";

    /// <summary>
    /// Whether a base URL may be plain <c>http</c> beyond this machine: keys and conversations then cross the network readable. Default <c>false</c>.
    /// </summary>
    public bool AllowInsecureModelUrl { get; set; }

    /// <summary>The longest answer, in the model's tokens, unless a call says otherwise; a longer one is cut. Default 1,024.</summary>
    [Range(1, 1_000_000)]
    public int MaxOutputTokens { get; set; } = 1024;

    /// <summary>
    /// The longest a model may be silent, before its first piece of an answer and between two; then the call fails with a
    /// <see cref="TimeoutException"/>. Default 100 s; 100 ms to 1 h. A steady answer may take as long as it likes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan SilenceMax { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The demo's pause between two words. Default 20 ms; 0 to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan DemoWordDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>What the demo answers to everything, for tests of load; null for an answer made from the message.</summary>
    public string? DemoAnswer { get; set; }
}
