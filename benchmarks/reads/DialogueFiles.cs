using System.IO.Compression;
using System.Text.Json;

namespace ChatLedger.Benchmarks.Reads;

/// <summary>One exchange of a real dialogue.</summary>
internal sealed record DialogueLine(string Dialogue, string User, string Assistant, string? Mood = null, string? Model = null);

/// <summary>Reads dialogues, one turn a line, turns of a dialogue together.</summary>
internal static class DialogueFiles
{
    private static readonly JsonSerializerOptions Lines = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>All dialogues of a directory's <c>dialogues*.jsonl.gz</c>, those of the files mixed.</summary>
    public static IReadOnlyList<DialogueLine[]> Read(string directory) =>
        [.. Directory.GetFiles(directory, "dialogues*.jsonl.gz").Order(StringComparer.Ordinal).SelectMany(ReadFile).OrderBy(static dialogue => Mix.Of(dialogue[0].Dialogue))];

    private static IEnumerable<DialogueLine[]> ReadFile(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonSerializer.Deserialize<DialogueLine>(line, Lines)!)
            .GroupBy(static line => line.Dialogue).Select(static dialogue => dialogue.ToArray())];
    }
}

/// <summary>Numbers that look like chance and are the same in every run.</summary>
internal static class Mix
{
    public static uint Of(string text) => text.Aggregate(2166136261u, static (hash, letter) => (hash ^ letter) * 16777619);

    public static uint Of(int number) => (uint)(((ulong)(uint)number + 1) * 0x9E3779B97F4A7C15 >> 32);
}
