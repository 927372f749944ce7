using System.Text.Json;

namespace ChatLedger.Conformance;

/// <summary>One line of the sample: what a person wrote and what was answered.</summary>
public sealed record DialogueTurn(
    string Dialogue, int Turn, string User, string Assistant, string Source, string? Mood = null, string? Model = null, int? ResponseMs = null);

/// <summary>The sample of real dialogues, turns of a dialogue in order and together. See <c>Data/README.md</c>.</summary>
public static class Dialogues
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The 1,279 lines of the file.</summary>
    public static IReadOnlyList<DialogueTurn> Sample { get; } =
    [
        .. TestData.Read("dialogues-sample.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<DialogueTurn>(line, SnakeCase)!),
    ];

    /// <summary>
    /// The sample as turns ready to be stored, a second apart: the dialogue is the session. Where the source has no response time and the dialogue's
    /// turn is even, the answer's length stands for one, so that some turns have none.
    /// </summary>
    public static IReadOnlyList<Turn> Turns() =>
    [
        .. Sample.Select((line, index) => Some.Turn(line.Dialogue, index) with
        {
            UserMessage = line.User,
            AiResponse = line.Assistant,
            Mood = line.Mood,
            Model = line.Model,
            ResponseTimeMs = line.ResponseMs ?? (line.Turn % 2 == 0 ? line.Assistant.Length * 20 : null),
            Status = (TurnStatus)(index % 10 < 7 ? 0 : index % 4),
        }),
    ];
}
