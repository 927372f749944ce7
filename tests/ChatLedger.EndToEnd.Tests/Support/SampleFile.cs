using ChatLedger.Conformance;

namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>The lines of the sample of real dialogues, as a dialogue file has them.</summary>
internal static class SampleFile
{
    private const string Dated = "\"sent_at\":";

    public static IReadOnlyList<string> Lines { get; } = Read();

    /// <summary>Those without a time, and so never too old.</summary>
    public static IReadOnlyList<string> UndatedLines { get; } = [.. Lines.Where(static line => !line.Contains(Dated, StringComparison.Ordinal))];

    /// <summary>Those whose time is years ago.</summary>
    public static IReadOnlyList<string> OldLines { get; } = [.. Lines.Where(static line => line.Contains(Dated, StringComparison.Ordinal))];

    /// <summary>The undated lines, so many times over, each time as dialogues of their own.</summary>
    public static IEnumerable<string> Repeated(int times) => Enumerable.Range(0, times)
        .SelectMany(static copy => UndatedLines.Select(line => line.Replace("{\"dialogue\":\"", $"{{\"dialogue\":\"{copy}/", StringComparison.Ordinal)));

    private static string[] Read()
    {
        using var stream = typeof(Dialogues).Assembly.GetManifestResourceStream("dialogues-sample.jsonl")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
