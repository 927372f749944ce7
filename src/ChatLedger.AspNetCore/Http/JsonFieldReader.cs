using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ChatLedger.Capture;

namespace ChatLedger.AspNetCore.Http;

/// <summary>Reads one field of an object into its target.</summary>
internal delegate void ReadField<T>(ref JsonFieldReader reader, string field, T target);

/// <summary>
/// Reads JSON objects in one pass and strictly: a key that is repeated, or differs from a known one by letter case only, would let two readers of the
/// same body disagree, so it is refused. Unknown fields are ignored. Mistakes are <see cref="CaptureException"/> with the field's name.
/// </summary>
internal ref struct JsonFieldReader
{
    /// <summary>The deepest nesting of a body.</summary>
    public const int DepthMax = 32;

    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;

    private JsonFieldReader(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
    }

    /// <summary>Reads a body that is one object.</summary>
    public static T ReadObject<T>(ReadOnlySpan<byte> json, JsonFields<T> fields, T target)
    {
        RequireUtf8(json);
        var reader = new JsonFieldReader(json);
        try
        {
            reader._reader.Read();
            reader.ReadMembers(fields, target);
            reader._reader.Read();
            return target;
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }
    }

    /// <summary>Reads a body that is an array of objects; a mistake within an item is told for that item alone.</summary>
    public static List<Result<T>> ReadArray<T>(ReadOnlySpan<byte> json, JsonFields<T> fields, Func<T> create, int itemsMax)
    {
        RequireUtf8(json);
        var reader = new JsonFieldReader(json);
        var items = new List<Result<T>>();
        try
        {
            reader._reader.Read();
            while (reader._reader.Read() && reader._reader.TokenType != JsonTokenType.EndArray)
            {
                if (items.Count == itemsMax) throw new CaptureException("too-many", null, $"The array must hold at most {itemsMax} items; send newline-delimited JSON for more.");
                items.Add(reader.ReadItem(fields, create()));
            }

            reader._reader.Read();
            return items;
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }
    }

    /// <summary>A text, or null.</summary>
    public string? Text(string field) => _reader.TokenType switch
    {
        JsonTokenType.String => JsonText.Read(ref _reader),
        JsonTokenType.Null => null,
        _ => throw WrongType(field, "a string"),
    };

    /// <summary>A whole number, or null.</summary>
    public int? Number(string field)
    {
        if (_reader.TokenType == JsonTokenType.Null) return null;
        return _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var value) ? value : throw WrongType(field, "a whole number below 2,147,483,648");
    }

    /// <summary>A truth value; null counts as false.</summary>
    public bool Flag(string field) => _reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw WrongType(field, "true or false"),
    };

    /// <summary>An RFC 3339 time with its offset, or null.</summary>
    public DateTimeOffset? Time(string field)
    {
        var text = Text(field);
        if (text is null) return null;
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        return hasOffset && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw WrongType(field, "an RFC 3339 time such as 2026-01-31T12:00:00Z");
    }

    /// <summary>A value as it was sent, or null.</summary>
    public string? Raw()
    {
        if (_reader.TokenType == JsonTokenType.Null) return null;
        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return Encoding.UTF8.GetString(_json[start..(int)_reader.BytesConsumed]);
    }

    private Result<T> ReadItem<T>(JsonFields<T> fields, T target)
    {
        var depth = _reader.CurrentDepth;
        try
        {
            ReadMembers(fields, target);
            return new Result<T>(target, null);
        }
        catch (CaptureException problem)
        {
            while (_reader.CurrentDepth > depth && _reader.Read()) { }
            return new Result<T>(default, problem);
        }
    }

    private void ReadMembers<T>(JsonFields<T> fields, T target)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            _reader.Skip();
            throw new CaptureException("wrong-type", null, "A JSON object is expected.");
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref _reader);
            var read = fields.Find(name);
            if (!seen.Add(name)) throw new CaptureException("duplicate-key", read is null ? null : name, "A key must not be repeated, nor differ by letter case only.");
            _reader.Read();
            if (read is null) _reader.Skip();
            else read(ref this, name, target);
        }
    }

    /// <summary>Also of what is passed over or kept raw: the reader itself looks only at the texts that are asked for.</summary>
    private static void RequireUtf8(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) throw new CaptureException("malformed-json", null, "The body is not valid UTF-8.");
    }

    private static CaptureException WrongType(string field, string expected) => new("wrong-type", field, $"{field} must be {expected}.");

    private static CaptureException Malformed(JsonException exception) => new(
        "malformed-json", null, $"The body is not well-formed JSON of at most {DepthMax} levels (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).");
}

/// <summary>An item, or what is wrong with it.</summary>
internal readonly record struct Result<T>(T? Value, CaptureException? Problem);
