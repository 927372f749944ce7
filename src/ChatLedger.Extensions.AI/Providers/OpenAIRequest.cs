using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace ChatLedger.Extensions.AI;

/// <summary>A call in the words of OpenAI's SDK.</summary>
internal static class OpenAIRequest
{
    public static IEnumerable<OpenAI.Chat.ChatMessage> Messages(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (!string.IsNullOrEmpty(options?.Instructions))
            yield return new SystemChatMessage(options.Instructions);
        foreach (var message in messages)
            yield return Message(message);
    }

    public static ChatCompletionOptions Options(ChatOptions? options, int maxOutputTokens)
    {
        if (options?.Tools is { Count: > 0 })
            throw new NotSupportedException("This client sends no tools.");

        var request = new ChatCompletionOptions
        {
            MaxOutputTokenCount = options?.MaxOutputTokens ?? maxOutputTokens,
            Temperature = options?.Temperature,
            TopP = options?.TopP,
            FrequencyPenalty = options?.FrequencyPenalty,
            PresencePenalty = options?.PresencePenalty,
        };
        foreach (var stop in options?.StopSequences ?? [])
            request.StopSequences.Add(stop);
        return request;
    }

    private static OpenAI.Chat.ChatMessage Message(ChatMessage message) =>
        message.Role == ChatRole.User ? new UserChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new AssistantChatMessage(message.Text)
        : message.Role == ChatRole.System ? new SystemChatMessage(message.Text)
        : throw new NotSupportedException($"This client sends no message of the role '{message.Role}'.");
}
