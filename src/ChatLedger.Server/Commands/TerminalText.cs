using System.Globalization;
using System.Text;

namespace ChatLedger.Server.Commands;

/// <summary>
/// Makes people's text safe for a terminal: control characters, escape sequences and direction overrides are shown as what they are, so that a message
/// can neither recolour the screen nor pretend to be ours. Line feeds and tabs stay.
/// </summary>
internal static class TerminalText
{
    public static string Escape(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (IsUnsafe(character)) safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            else safe.Append(character);
        }

        return safe.ToString();
    }

    private static bool IsUnsafe(char character) =>
        (char.IsControl(character) && character is not ('\n' or '\t'))
        || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C';
}
