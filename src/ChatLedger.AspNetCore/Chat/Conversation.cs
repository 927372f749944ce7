using Microsoft.Extensions.AI;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>What the model is given for a message: who it is to be, the recent turns, the message, the mood.</summary>
internal sealed class Conversation(string sessionId, string message, string? mood, RememberedSession memory, string systemPrompt)
{
    /// <summary>The name under which a model finds the mood in <see cref="ChatOptions.AdditionalProperties"/>.</summary>
    private const string MoodProperty = "mood";

    public string SessionId { get; } = sessionId;

    public ChatOptions Settings { get; } = mood is null ? new() : new() { AdditionalProperties = new() { [MoodProperty] = mood } };

    public IReadOnlyList<ChatMessage> Messages { get; } =
    [
        .. SystemMessage(mood is null ? systemPrompt : $"{systemPrompt} The person says they feel: {mood}."),
        .. memory.Turns.SelectMany(static turn => new[] { new ChatMessage(ChatRole.User, turn.Question), new ChatMessage(ChatRole.Assistant, turn.Answer) }),
        new ChatMessage(ChatRole.User, message),
    ];

    /// <summary>Keeps the turn as context for the next message.</summary>
    public void Remember(string answer) => memory.Add(message, answer);

    private static ChatMessage[] SystemMessage(string text) => text.Length == 0 ? [] : [new ChatMessage(ChatRole.System, text)];
}
