using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ChatLedger.Capture;

/// <summary>
/// Reads JSON strings as people's clients really send them: an escaped unpaired surrogate (<c>"\ud800"</c>), which RFC 8259 section 8.2 allows
/// and the framework's reader refuses, comes through as it is, for <see cref="TextCleaner"/> to mend and mark.
/// </summary>
public static class JsonText
{
    /// <summary>The value of the string or property name the reader stands on. The reader must read one contiguous span.</summary>
    /// <exception cref="JsonException">The bytes are not UTF-8.</exception>
    public static string Read(ref Utf8JsonReader reader)
    {
        var raw = reader.ValueSpan;
        if (!Utf8.IsValid(raw)) throw new JsonException("The text is not valid UTF-8.");
        if (!reader.ValueIsEscaped) return Encoding.UTF8.GetString(raw);
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The bytes are valid, so what the framework refused is an unpaired surrogate.
            return Unescape(Encoding.UTF8.GetString(raw));
        }
    }

    private static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            text.Append(raw[i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(raw.AsSpan(i + 1, 4), System.Globalization.NumberStyles.HexNumber, null),
                var same => same,
            });
            if (raw[i] == 'u') i += 4;
        }

        return text.ToString();
    }
}
