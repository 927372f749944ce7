using System.Text.RegularExpressions;

namespace ChatLedger.Repository.Tests.Support;

/// <summary>The little of Markdown that these tests need to understand.</summary>
internal static partial class Markdown
{
    /// <summary>The text below a heading, up to the next heading of the same or a higher level.</summary>
    public static string Section(string document, string heading)
    {
        var lines = Tree.Lines(document);
        var start = Array.FindIndex(lines, line => line.TrimStart('#') == $" {heading}" && line.StartsWith('#'));
        Assert.True(start >= 0, $"{document} has no heading “{heading}”.");
        var level = LevelOf(lines[start]);
        return string.Join('\n', lines.Skip(start + 1).TakeWhile(line => LevelOf(line) == 0 || LevelOf(line) > level));
    }

    /// <summary>The cells of every table row in a text, code marks taken off, heads and rules left out.</summary>
    public static IReadOnlyList<string[]> Rows(string text)
    {
        var rows = text.Split('\n').Where(line => line.StartsWith('|'))
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray()).ToList();
        return [.. rows.Where((row, index) => !IsRule(row) && !(index + 1 < rows.Count && IsRule(rows[index + 1])))];
    }

    /// <summary>What stands in round brackets behind a link's text, outside of code.</summary>
    public static IEnumerable<string> LinkTargets(string text) => Link().Matches(WithoutCode(text)).Select(link => link.Groups[1].Value);

    /// <summary>The names under which a page's headings can be linked to.</summary>
    public static IEnumerable<string> Anchors(string text) => WithoutFences(text).Split('\n').Where(line => LevelOf(line) > 0)
        .Select(line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The fenced blocks of a language.</summary>
    public static IEnumerable<string> Fences(string text, string language) =>
        Fence().Matches(text).Where(fence => fence.Groups[1].Value == language).Select(fence => fence.Groups[2].Value);

    private static bool IsRule(string[] row) => row.All(cell => cell.Length > 0 && cell.All(character => character is '-' or ':'));

    private static int LevelOf(string line) => Heading().Match(line) is { Success: true } heading ? heading.Groups[1].Length : 0;

    private static string WithoutFences(string text) => Fence().Replace(text, "");

    private static string WithoutCode(string text) => Code().Replace(WithoutFences(text), "");

    [GeneratedRegex(@"^(#{1,6}) ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
