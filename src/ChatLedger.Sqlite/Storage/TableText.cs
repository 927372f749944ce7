using System.Text;
using System.Text.RegularExpressions;

namespace ChatLedger.Sqlite.Storage;

/// <summary>
/// Takes the text of a table apart, as SQLite keeps it: only there are all the conditions of a column. Comments and the amount of white space do not count.
/// </summary>
internal static partial class TableText
{
    /// <summary>The definitions between the outermost parentheses, and what follows these.</summary>
    public static (IReadOnlyList<string> Parts, string Options) Split(string sql)
    {
        var parts = new List<string>();
        var text = new StringBuilder();
        var depth = 0;
        foreach (var token in Tokens().EnumerateMatches(sql))
        {
            var word = sql.AsSpan(token.Index, token.Length);
            if (word is ")") depth--;
            var ends = (word is "(" && depth == 0) || (word is ")" && depth == 0) || (word is "," && depth == 1);
            if (word is "(") depth++;
            if (ends)
            {
                parts.Add(text.ToString().Trim());
                text.Clear();
            }
            else
            {
                Append(text, word);
            }
        }

        // The first part is CREATE TABLE and its name.
        return (parts[1..], text.ToString().Trim());
    }

    /// <summary>The text with every comment and every gap as one space.</summary>
    public static string Normalize(string sql)
    {
        var text = new StringBuilder();
        foreach (var token in Tokens().EnumerateMatches(sql)) Append(text, sql.AsSpan(token.Index, token.Length));
        return text.ToString().Trim();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<char> word)
    {
        var isGap = word.IsWhiteSpace() || word.StartsWith("--") || word.StartsWith("/*");
        if (!isGap) text.Append(word);
        else if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
    }

    [GeneratedRegex("""--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|\s+|[(),]|[^\s(),'"`\[]+""", RegexOptions.Singleline)]
    private static partial Regex Tokens();
}
