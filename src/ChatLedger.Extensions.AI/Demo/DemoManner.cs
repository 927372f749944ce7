using System.Collections.Frozen;

namespace ChatLedger.Extensions.AI;

/// <summary>How the demo speaks to a person in some mood. Either sentence may be empty.</summary>
internal sealed record DemoManner(string Opening, string Closing)
{
    private static readonly DemoManner Plain = new("", "");

    private static readonly FrozenDictionary<string, DemoManner> Manners = new Dictionary<string, DemoManner>
    {
        ["happy"] = new("How nice to hear from someone in good spirits!", "Enjoy looking around."),
        ["surprised"] = new("Surprises are the best part of a demo.", ""),
        ["curious"] = new("A curious mind, good.", "If you want to dig deeper, look at what was recorded: chatledger stats."),
        ["confused"] = new("One step at a time.", "If that was unclear, ask me what I am."),
        ["frustrated"] = new("I am sorry this is tiresome, so I keep to the point.", ""),
        ["angry"] = new("Understood, no small talk.", ""),
        ["disgusted"] = new("Fair enough, I keep it plain.", ""),
        ["sad"] = new("I am sorry that you feel low.", "Take your time."),
        ["fearful"] = new("No need to worry, this is only a demo.", "Take your time."),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The manner for a mood's first word; plain for none or one it does not know.</summary>
    public static DemoManner For(string? mood) =>
        mood?.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, ..]
            ? Manners.GetValueOrDefault(first, Plain)
            : Plain;
}
