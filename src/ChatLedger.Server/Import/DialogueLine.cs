using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatLedger.Capture;

namespace ChatLedger.Server.Import;

/// <summary>
/// Reads a line of a dialogue file (JSON Lines): <c>dialogue</c>, <c>turn</c>, <c>user</c>, <c>assistant</c>, <c>source</c>, and where known
/// <c>mood</c>, <c>model</c>, <c>sent_at</c>, <c>answered_at</c>, <c>response_ms</c>; whatever else stands there becomes metadata.
/// </summary>
internal static class DialogueLine
{
    private static readonly HashSet<string> OwnFields = new(StringComparer.Ordinal)
    {
        "dialogue", "turn", "user", "assistant", "mood", "model", "sent_at", "answered_at", "response_ms",
    };

    /// <summary>The turn of a line. Its id follows from source, dialogue and turn number, so the same line is the same turn for ever.</summary>
    /// <exception cref="CaptureException">The line is not such a turn; the message names the field.</exception>
    public static FinishedTurn Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = MetadataJson.DepthMax });
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new CaptureException("malformed-json", null, $"not well-formed JSON (byte {exception.BytePositionInLine + 1})");
        }
        catch (InvalidOperationException)
        {
            throw new CaptureException("wrong-type", null, "a field has the wrong type, or the line is no JSON object");
        }
    }

    private static FinishedTurn Read(JsonElement line)
    {
        var dialogue = Required(line, "dialogue");
        var source = Optional(line, "source") ?? "";
        var number = line.TryGetProperty("turn", out var turn) && turn.TryGetInt64(out var value) ? value : throw Missing("turn", "a whole number");
        var sentAt = Time(line, "sent_at");
        return new FinishedTurn
        {
            TurnId = IdOf(source, dialogue, number),
            SessionId = dialogue,
            UserMessage = Required(line, "user"),
            AiResponse = Required(line, "assistant"),
            Mood = Optional(line, "mood"),
            Model = Optional(line, "model"),
            Timestamp = sentAt,
            ResponseTimeMs = ResponseTime(line, sentAt),
            Metadata = Metadata(line),
            Source = TurnSource.Import,
        };
    }

    private static int? ResponseTime(JsonElement line, DateTimeOffset? sentAt)
    {
        if (line.TryGetProperty("response_ms", out var milliseconds)) return milliseconds.TryGetInt32(out var told) ? told : throw Missing("response_ms", "a whole number");
        return Time(line, "answered_at") - sentAt is { } elapsed && elapsed >= TimeSpan.Zero && elapsed.TotalMilliseconds < int.MaxValue ? (int)elapsed.TotalMilliseconds : null;
    }

    private static string? Metadata(JsonElement line)
    {
        var rest = line.EnumerateObject().Where(static field => !OwnFields.Contains(field.Name)).ToDictionary(static field => field.Name, static field => field.Value);
        return rest.Count == 0 ? null : JsonSerializer.Serialize(rest, ImportJson.Default.DictionaryStringJsonElement);
    }

    /// <summary>A UUID of version 8 (RFC 9562, section 5.8) from SHA-256.</summary>
    private static Guid IdOf(string source, string dialogue, long turn)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{source}\n{dialogue}\n{turn}")), hash);
        var id = hash[..16];
        BinaryPrimitives.WriteUInt16BigEndian(id[6..], (ushort)((BinaryPrimitives.ReadUInt16BigEndian(id[6..]) & 0x0FFF) | 0x8000));
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    private static DateTimeOffset? Time(JsonElement line, string field)
    {
        if (Optional(line, field) is not { } text) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Missing(field, "a time");
    }

    private static string Required(JsonElement line, string field) => Optional(line, field) ?? throw Missing(field, "a text");

    private static string? Optional(JsonElement line, string field)
    {
        if (!line.TryGetProperty(field, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) return value.GetString();
        // The element's own reading refuses an unpaired surrogate, which capture can mend.
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(value));
        reader.Read();
        return JsonText.Read(ref reader);
    }

    private static CaptureException Missing(string field, string expected) => new("missing-field", field, $"\"{field}\" must be {expected}");
}
