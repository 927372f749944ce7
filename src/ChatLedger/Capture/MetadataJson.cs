using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChatLedger.Capture;

/// <summary>
/// Brings metadata to the form it is stored in: one compact JSON object, texts cleaned, numbers digit for digit as sent, duplicate keys refused.
/// </summary>
public static class MetadataJson
{
    /// <summary>The largest metadata, in bytes of compact UTF-8.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>The deepest nesting.</summary>
    public const int DepthMax = 32;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Normalises a JSON object given as UTF-8.</summary>
    /// <param name="json">The object.</param>
    /// <param name="cleaned">Set to true where a text was cleaned.</param>
    /// <exception cref="CaptureException">It is not an object, is too large or too deep, or repeats a key.</exception>
    public static string Normalize(ReadOnlySpan<byte> json, ref bool cleaned)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length + 16);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new CaptureException("wrong-type", "metadata", "metadata must be a JSON object.");
            using var writer = new Utf8JsonWriter(buffer, WriterOptions);
            Copy(ref reader, writer, ref cleaned);
        }
        catch (JsonException)
        {
            throw new CaptureException("malformed-json", "metadata", $"metadata must be well-formed JSON, at most {DepthMax} levels deep.");
        }

        if (buffer.WrittenCount > BytesMax)
            throw new CaptureException("too-long", "metadata", $"metadata must be at most {BytesMax} bytes.");
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Normalises a JSON object given as text; null stays null.</summary>
    /// <inheritdoc cref="Normalize(ReadOnlySpan{byte}, ref bool)"/>
    public static string? Normalize(string? json, ref bool cleaned) =>
        json is null ? null : Normalize(Encoding.UTF8.GetBytes(TextCleaner.Clean(json, ref cleaned)), ref cleaned);

    /// <summary>The same object with one more member, written last; an existing member of that name is replaced.</summary>
    /// <param name="metadata">A normalised object, or null for an empty one.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="write">Writes the member's value.</param>
    public static string With(string? metadata, string name, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>((metadata?.Length ?? 0) + 64);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            if (metadata is not null) CopyMembersExcept(metadata, name, writer);
            writer.WritePropertyName(name);
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void CopyMembersExcept(string metadata, string name, Utf8JsonWriter writer)
    {
        using var document = JsonDocument.Parse(metadata, new JsonDocumentOptions { MaxDepth = DepthMax });
        foreach (var member in document.RootElement.EnumerateObject().Where(member => !member.NameEquals(name)))
        {
            writer.WritePropertyName(member.Name);
            writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
        }
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer, ref bool cleaned)
    {
        var seen = new Stack<HashSet<string>>();
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    seen.Push(new HashSet<string>(StringComparer.Ordinal));
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    seen.Pop();
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    var name = TextCleaner.Clean(JsonText.Read(ref reader), ref cleaned);
                    if (!seen.Peek().Add(name)) throw new CaptureException("duplicate-key", "metadata", "metadata must not repeat a key.");
                    writer.WritePropertyName(name);
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(TextCleaner.Clean(JsonText.Read(ref reader), ref cleaned));
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
            }
        }
        while (reader.Read());
    }
}
