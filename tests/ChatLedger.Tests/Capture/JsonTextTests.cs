using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using ChatLedger.Capture;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Capture;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("""  "\ud800"  """, @"\uD800")]
    [InlineData("""  "a\uDC00b"  """, @"a\uDC00b")]
    [InlineData("""  "\ude42\ud83d"  """, @"\uDE42\uD83D")]
    [InlineData("""  "\ud83d\ud83d\ude42"  """, @"\uD83D\uD83D\uDE42")]
    [InlineData("""  "\ud800 \" \\ \/ \b\f\n\r\t \u00e4 ä 🙂 \ud83d\ude42 \u0000"  """, @"\uD800 "" \\ / \u0008\f\n\r\t ä ä 🙂 🙂 \0")]
    [InlineData("""  "\\ud800"  """, @"\\ud800")]
    public void an_escaped_unpaired_surrogate_comes_through(string json, string expected) =>
        Assert.Equal(Regex.Unescape(expected), Read(Encoding.UTF8.GetBytes(json)), StringComparer.Ordinal);

    [Fact]
    public void a_property_name_may_hold_one_too()
    {
        var reader = new Utf8JsonReader("""{"\udc00":1}"""u8);
        reader.Read();
        reader.Read();

        Assert.Equal("\uDC00", JsonText.Read(ref reader), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF5, 0x80, 0x80, 0x80 })]
    public void bytes_that_are_not_utf8_are_refused(byte[] bytes)
    {
        Assert.Throws<JsonException>(() => Read([.. "\""u8, .. bytes, .. "\""u8]));
        Assert.Throws<JsonException>(() => Read([.. "\"\\ud800"u8, .. bytes, .. "\""u8]));
    }

    [Fact]
    public void any_text_that_another_writer_escaped_is_read_back()
    {
        var random = new Random(2);
        for (var run = 0; run < 20_000; run++)
        {
            var text = RandomText.Any(random, 24);
            Assert.Equal(text, Read(Encoding.UTF8.GetBytes(Escape(text, random))), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void clean_text_that_the_framework_wrote_is_read_back()
    {
        var random = new Random(3);
        JsonSerializerOptions[] writers = [new(), new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }];
        for (var run = 0; run < 10_000; run++)
        {
            var text = RandomText.Clean(random, 24);
            foreach (var options in writers) Assert.Equal(text, Read(JsonSerializer.SerializeToUtf8Bytes(text, options)), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void the_naughty_strings_are_read_back() =>
        Assert.All(NaughtyStrings.All, text => Assert.Equal(text, Read(JsonSerializer.SerializeToUtf8Bytes(text)), StringComparer.Ordinal));

    private static string Read(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return JsonText.Read(ref reader);
    }

    /// <summary>Writes a string as RFC 8259 allows: what must be escaped is, what may be is at random.</summary>
    private static string Escape(string text, Random random)
    {
        var json = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (text[i] is '"' or '\\' or < ' ' || (char.IsSurrogate(text[i]) && !isPair)) json.Append(Numeric(text[i], random));
            else if (isPair && random.Next(2) == 0) json.Append(Numeric(text[i], random)).Append(Numeric(text[++i], random));
            else if (isPair) json.Append(text, i++, 2);
            else json.Append(random.Next(4) == 0 ? Numeric(text[i], random) : text[i].ToString());
        }

        return json.Append('"').ToString();
    }

    private static string Numeric(char character, Random random) => random.Next(2) == 0 ? $"\\u{(int)character:x4}" : $"\\u{(int)character:X4}";
}
