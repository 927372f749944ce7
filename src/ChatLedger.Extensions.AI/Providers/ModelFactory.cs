using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI;

/// <summary>Makes the client that validated options ask for.</summary>
internal static class ModelFactory
{
    public static IChatClient Create(ModelOptions options, TimeProvider time) => ModelChoice.Provider(options) switch
    {
        ModelProvider.OpenAI => Watched(OpenAI(options), options, time),
        ModelProvider.Anthropic => Watched(Anthropic(options), options, time),
        _ => new DemoChatClient(options.DemoWordDelay, time, options.DemoAnswer),
    };

    private static SortedFailureChatClient Watched(IChatClient provider, ModelOptions options, TimeProvider time) =>
        new(new GuardedChatClient(provider, options.SilenceMax, time));

    private static OpenAIChatClient OpenAI(ModelOptions options) =>
        new(Address(options.OpenAIBaseUrl), Key(options.OpenAIApiKey), options.OpenAIModel, options.MaxOutputTokens);

    private static AnthropicChatClient Anthropic(ModelOptions options) =>
        new(Address(options.AnthropicBaseUrl), options.AnthropicApiKey!, options.AnthropicModel, options.MaxOutputTokens);

    private static Uri? Address(string? setting) => ModelChoice.IsUnset(setting) ? null : new Uri(setting);

    private static string? Key(string? setting) => ModelChoice.IsUnset(setting) ? null : setting;
}
