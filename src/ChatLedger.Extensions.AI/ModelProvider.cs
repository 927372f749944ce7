namespace ChatLedger.Extensions.AI;

/// <summary>Who answers.</summary>
public enum ModelProvider
{
    /// <summary>
    /// Whoever has settings: OpenAI with a base URL or a key, else Anthropic with a key, else the built-in demo.
    /// </summary>
    Auto,

    /// <summary>Any server that speaks OpenAI's chat completions.</summary>
    OpenAI,

    /// <summary>Anthropic's messages API.</summary>
    Anthropic,

    /// <summary>The built-in offline responder.</summary>
    Demo,
}
