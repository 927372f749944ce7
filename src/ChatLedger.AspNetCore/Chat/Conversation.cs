using Microsoft.Extensions.AI;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>What the model is given for a message: who it is to be, the recent turns, the message, the mood.</summary>
internal sealed class Conversation(string sessionId, string message, string? mood, RememberedSession memory, string systemPrompt)
{
    /// <summary>The name under which a model finds the mood in <see cref="ChatOptions.AdditionalProperties"/>.</summary>
    private const string MoodProperty = "mood";

    public string SessionId { get; } = sessionId;

    public ChatOptions Settings { get; } = mood is null ? new() : new() { AdditionalProperties = new() { [MoodProperty] = mood } };

    private readonly IReadOnlyList<(string Question, string Answer)> _earlier = memory.Turns;

    /// <summary>What goes to the model, made while it is read: a client may alter what it is given, so no two calls share a message.</summary>
    public IEnumerable<ChatMessage> Messages
    {
        get
        {
            var system = mood is null ? systemPrompt : $"{systemPrompt} The person says they feel: {mood}.";
            if (system.Length > 0) yield return new ChatMessage(ChatRole.System, system);
            foreach (var (question, answer) in _earlier)
            {
                yield return new ChatMessage(ChatRole.User, question);
                yield return new ChatMessage(ChatRole.Assistant, answer);
            }

            yield return new ChatMessage(ChatRole.User, message);
        }
    }

    /// <summary>Keeps the turn as context for the next message.</summary>
    public void Remember(string answer) => memory.Add(message, answer);
}
