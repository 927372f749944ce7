using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;

namespace ChatLedger.Extensions.AI;

/// <summary>A piece of an answer by OpenAI's SDK, in the words of <see cref="IChatClient"/>.</summary>
internal static class OpenAIAnswer
{
    public static ChatResponseUpdate Update(StreamingChatCompletionUpdate update) => new(ChatRole.Assistant, Contents(update))
    {
        ResponseId = update.CompletionId,
        MessageId = update.CompletionId,
        ModelId = update.Model,
        // Servers that leave the time out yield the SDK's zero.
        CreatedAt = update.CreatedAt > DateTimeOffset.UnixEpoch ? update.CreatedAt : null,
        FinishReason = FinishReason(update.FinishReason),
        RawRepresentation = update,
    };

    private static List<AIContent> Contents(StreamingChatCompletionUpdate update)
    {
        var contents = new List<AIContent>();
        foreach (var part in update.ContentUpdate)
        {
            if (!string.IsNullOrEmpty(part.Text))
                contents.Add(new TextContent(part.Text));
        }

        // A refusal is what the person is told, so it is the answer's text.
        if (!string.IsNullOrEmpty(update.RefusalUpdate))
            contents.Add(new TextContent(update.RefusalUpdate));
        if (update.Usage is { } usage)
            contents.Add(new UsageContent(Usage(usage)));
        return contents;
    }

    private static UsageDetails Usage(ChatTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
    };

    private static ChatFinishReason? FinishReason(OpenAI.Chat.ChatFinishReason? reason) => reason switch
    {
        null => null,
        OpenAI.Chat.ChatFinishReason.Length => ChatFinishReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        OpenAI.Chat.ChatFinishReason.ToolCalls or OpenAI.Chat.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };
}
