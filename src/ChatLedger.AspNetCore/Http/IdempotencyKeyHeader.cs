using ChatLedger.Capture;
using Microsoft.AspNetCore.Http;

namespace ChatLedger.AspNetCore.Http;

/// <summary>The <c>Idempotency-Key</c> header (IETF HTTPAPI draft): a structured-field string, accepted without its quotes too.</summary>
internal static class IdempotencyKeyHeader
{
    public const string Name = "Idempotency-Key";
    private const int LengthMax = 255;

    /// <summary>The key, or null where there is none.</summary>
    /// <exception cref="CaptureException">It is given twice, empty, too long or holds other than printable ASCII.</exception>
    public static string? Read(HttpRequest request)
    {
        var headers = request.Headers[Name];
        if (headers.Count == 0) return null;
        // Two of them join to one with a comma in between, which is not what either caller meant.
        var key = headers.Count == 1 ? headers[0]!.Trim() : "";
        if (key.Length >= 2 && key[0] == '"' && key[^1] == '"') key = key[1..^1];
        if (key.Length is 0 or > LengthMax || key.Any(static character => character is < ' ' or > '~'))
            throw new CaptureException("invalid-idempotency-key", Name, $"{Name} must be one key of 1 to {LengthMax} printable ASCII characters.");
        return key;
    }
}
