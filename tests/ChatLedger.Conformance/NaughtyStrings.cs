using System.Text.Json;

namespace ChatLedger.Conformance;

/// <summary>Strings that have broken programs: SQL, markup, odd Unicode, numbers that are none. See <c>Data/README.md</c>.</summary>
public static class NaughtyStrings
{
    /// <summary>The 515 strings of the file, among them the empty one.</summary>
    public static IReadOnlyList<string> All { get; } = JsonSerializer.Deserialize<string[]>(TestData.Read("naughty-strings.json"))!;
}
