namespace ChatLedger.Extensions.AI;

/// <summary>The few plain questions about ChatLedger that the demo can answer.</summary>
internal static class DemoTopics
{
    public const string Introduction =
        "I am ChatLedger's built-in demo: no language model, and I look nothing up. "
        + "Write what you like, and you can watch how a conversation is recorded.";

    /// <summary>A topic is met when every group has one of its words in the message. The first one met answers.</summary>
    private static readonly (string[][] Groups, string Answer)[] Topics =
    [
        ([["who", "what"], ["you"], ["are", "re"]], Introduction),
        ([["real", "another", "own", "connect", "configure", "use"], ["model", "openai", "anthropic", "llm", "ollama"]],
            "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server that speaks the same language, or ANTHROPIC_API_KEY, and start ChatLedger again. "
            + "Then that model answers instead of me."),
        ([["what"], ["chatledger"]],
            "ChatLedger records every turn of an AI chat: what a person asked, what the model answered, in which session and mood, and how long it took. "
            + "I am only its demo and look nothing else up."),
        ([["where", "how"], ["stored", "saved", "kept", "recorded", "logged", "store", "save", "record"], ["chat", "conversation", "message", "messages", "turn", "turns", "data", "this", "it"]],
            "A turn is written to a durable journal first and from there to the store, a SQLite file unless another is set. "
            + "You can print it with: chatledger history SESSION. I am the demo; this much I know by heart."),
        ([["delete", "erase", "forget", "remove"], ["chat", "conversation", "message", "messages", "history", "data", "me"]],
            "Starting a new conversation, or forgetting this one here, leaves what was said on record. "
            + "Whoever runs this server decides how long it is kept. I am the demo and cannot erase it."),
        ([["thanks", "thank", "danke", "merci", "gracias"]], "You are welcome. Even thanks to a demo that looks nothing up is a turn worth recording."),
        ([["bye", "goodbye"]], "Goodbye! The demo will be here, and so will the record of this conversation, unless logging is switched off."),
    ];

    public static string? Answer(IReadOnlyList<string> words)
    {
        foreach (var (groups, answer) in Topics)
        {
            if (groups.All(group => group.Any(words.Contains)))
                return answer;
        }

        return null;
    }
}
