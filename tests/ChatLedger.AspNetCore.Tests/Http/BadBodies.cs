using System.Globalization;
using System.Text;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>A body that every route has to refuse, whatever it expects.</summary>
internal sealed record BadBody(string Name, byte[] Bytes, string Type, int Status = 400);

/// <summary>Bodies that are no proper JSON object, each with the canary in it: a word that must never come back.</summary>
internal static class BadBodies
{
    public const string Canary = "kanarienvogel";

    public static IReadOnlyList<BadBody> All { get; } =
    [
        Text("a raw NUL in a string", $$"""{"x":"{{Canary}}{{'\0'}}"}""", "malformed-json"),
        Text("a raw line feed in a string", "{\"x\":\"kanarienvogel\n\"}", "malformed-json"),
        Bytes("invalid UTF-8, FF", [0xFF]),
        Bytes("invalid UTF-8, overlong C0 80", [0xC0, 0x80]),
        Bytes("invalid UTF-8, a surrogate as CESU-8", [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]),
        Bytes("invalid UTF-8, cut short", [0xF0, 0x9F, 0x98]),
        new("UTF-16", Encoding.Unicode.GetBytes($$"""{"x":"{{Canary}}"}"""), "malformed-json"),
        new("UTF-16 with its mark", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes($$"""{"x":"{{Canary}}"}""")], "malformed-json"),
        Text("33 levels", Nested(33), "malformed-json"),
        Text("65 levels", Nested(65), "malformed-json"),
        Text("100,000 levels", Nested(100_000), "malformed-json"),
        Text("a key twice", $$"""{"{{Canary}}":1,"{{Canary}}":2}""", "duplicate-key"),
        Text("a key in two spellings", $$"""{"{{Canary}}":1,"{{Canary.ToUpperInvariant()}}":2}""", "duplicate-key"),
        Text("NaN", $$"""{"{{Canary}}":NaN}""", "malformed-json"),
        Text("Infinity", $$"""{"{{Canary}}":-Infinity}""", "malformed-json"),
        Text("a number with a plus", $$"""{"{{Canary}}":+1}""", "malformed-json"),
        Text("garbage behind", $$"""{"x":"{{Canary}}"} {}""", "malformed-json"),
        Text("cut short", $$"""{"x":"{{Canary}}""", "malformed-json"),
        Text("nothing", "", "malformed-json"),
        Text("white space", " \r\n\t", "malformed-json"),
        Text("null", "null", "wrong-type"),
        Text("a string", $"\"{Canary}\"", "wrong-type"),
        Text("a number", "7", "wrong-type"),
        Text("a comment", $$"""{"x":1/*{{Canary}}*/}""", "malformed-json"),
        Text("a trailing comma", $$"""{"x":"{{Canary}}",}""", "malformed-json"),
        Text("single quotes", $"{{'{Canary}':1}}", "malformed-json"),
        Text("a bad escape", $$"""{"x":"{{Canary}}\q"}""", "malformed-json"),
        Text("half an escape", $$"""{"x":"{{Canary}}\u00"}""", "malformed-json"),
        Text("100,000 keys", $"{{{string.Join(',', Enumerable.Range(0, 100_000).Select(static n => string.Create(CultureInfo.InvariantCulture, $"\"k{n}\":1")))}}}", "body-too-large", 413),
        Text("a key of a megabyte", $$"""{"{{new string('k', 1 << 20)}}":1}""", "body-too-large", 413),
        Text("a body of 31 MB", $$"""{"x":"{{new string('x', 31_000_000)}}"}""", "body-too-large", 413),
    ];

    private static BadBody Text(string name, string text, string type, int status = 400) => new(name, Encoding.UTF8.GetBytes(text), type, status);

    private static BadBody Bytes(string name, byte[] bad) =>
        new(name, [.. "{\"message\":\"kanarienvogel"u8, .. bad, .. "\"}"u8], "malformed-json");

    private static string Nested(int depth) => $$"""{"x":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""";
}
