using System.Text.Json;

namespace ChatLedger.Extensions.AI.Tests;

/// <summary>The texts of the folder Data.</summary>
internal static class RealTexts
{
    public static IReadOnlyList<string> Languages { get; } = [.. Lines("languages.jsonl").Select(line => line.GetProperty("text").GetString()!)];

    public static IReadOnlyList<(string Text, IReadOnlyList<string> Graphemes)> Graphemes { get; } =
        [.. Lines("graphemes.jsonl").Select(line => (line.GetProperty("text").GetString()!, Strings(line.GetProperty("graphemes"))))];

    private static IReadOnlyList<string> Strings(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];

    private static IEnumerable<JsonElement> Lines(string file)
    {
        using var reader = new StreamReader(typeof(RealTexts).Assembly.GetManifestResourceStream(file)!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
