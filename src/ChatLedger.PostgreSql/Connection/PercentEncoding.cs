using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ChatLedger.PostgreSql.Connection;

/// <summary>
/// Undoes a URL's percent-encoding as libpq does: a plus sign is a plus sign, white space has to be encoded, and a zero byte is never allowed.
/// </summary>
internal static class PercentEncoding
{
    /// <param name="encoded">One part of the URL.</param>
    /// <param name="decoded">The part's text, or nothing.</param>
    /// <returns>What is wrong with it and how it is mended, without repeating any of it; null if nothing is.</returns>
    public static string? Decode(ReadOnlySpan<char> encoded, out string decoded)
    {
        decoded = "";
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(encoded.Length)];
        var length = 0;
        while (!encoded.IsEmpty)
        {
            if (encoded[0] != '%')
            {
                var plain = encoded.IndexOf('%') is var next and > 0 ? encoded[..next] : encoded;
                if (plain.ContainsAnyInRange('\0', ' ') || plain.Contains('\u007F'))
                    return "it holds white space or a control character, which must be percent-encoded (a space is %20).";
                length += Encoding.UTF8.GetBytes(plain, bytes.AsSpan(length));
                encoded = encoded[plain.Length..];
                continue;
            }

            if (encoded.Length < 3 || !byte.TryParse(encoded[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
                return "a percent sign must be followed by two hexadecimal digits; a percent sign itself is written %25.";
            if (bytes[length++] == 0) return "%00 is not allowed.";
            encoded = encoded[3..];
        }

        if (!Utf8.IsValid(bytes.AsSpan(0, length))) return "its percent-encoded bytes must be UTF-8.";
        decoded = Encoding.UTF8.GetString(bytes, 0, length);
        return null;
    }
}
