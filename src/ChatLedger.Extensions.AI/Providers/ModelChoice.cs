namespace ChatLedger.Extensions.AI;

/// <summary>Which provider a set of options means.</summary>
internal static class ModelChoice
{
    public static ModelProvider Provider(ModelOptions options) => options.Provider switch
    {
        not ModelProvider.Auto => options.Provider,
        _ when !IsUnset(options.OpenAIBaseUrl) || !IsUnset(options.OpenAIApiKey) => ModelProvider.OpenAI,
        _ when !IsUnset(options.AnthropicApiKey) => ModelProvider.Anthropic,
        _ => ModelProvider.Demo,
    };

    /// <summary>An empty environment variable is how many shells say "none".</summary>
    public static bool IsUnset([System.Diagnostics.CodeAnalysis.NotNullWhen(false)] string? setting) => string.IsNullOrWhiteSpace(setting);
}
