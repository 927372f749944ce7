using System.Text.Json;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>The payloads of <c>Data/hostile-strings.jsonl</c>; see the README beside it.</summary>
internal static class HostileStrings
{
    /// <summary>The 855 texts.</summary>
    public static IReadOnlyList<string> All { get; } = Read();

    private static List<string> Read()
    {
        using var reader = new StreamReader(typeof(HostileStrings).Assembly.GetManifestResourceStream("hostile-strings.jsonl")!);
        var texts = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("text").GetString()!).ToList();
        Assert.Equal(855, texts.Count);
        return texts;
    }
}
