using System.Buffers;
using System.IO.Pipelines;
using ChatLedger.Capture;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ChatLedger.AspNetCore.Http;

/// <summary>Reads what an object is made from, while its bytes are at hand.</summary>
internal delegate T ParseBody<out T>(ReadOnlySpan<byte> body);

/// <summary>Takes request bodies in, checking type and size before anything is parsed.</summary>
internal static class RequestBody
{
    /// <summary>The largest body that is read whole.</summary>
    public const int BytesMax = 1 << 20;

    public const string Json = "application/json";
    public const string Ndjson = "application/x-ndjson";

    /// <summary>Reads a JSON body and parses it in place.</summary>
    /// <exception cref="RequestException">Its type or size is not accepted.</exception>
    /// <exception cref="CaptureException">It does not parse.</exception>
    public static async Task<T> ReadJsonAsync<T>(HttpRequest request, ParseBody<T> parse)
    {
        RequireType(request, Json);
        if (request.ContentLength > BytesMax) throw TooLarge();
        var reader = request.BodyReader;
        while (true)
        {
            var read = await ReadAsync(reader, request.HttpContext.RequestAborted);
            var buffer = read.Buffer;
            if (buffer.Length > BytesMax) throw TooLarge();
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            try
            {
                return parse(WithoutMark(buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray()));
            }
            finally
            {
                reader.AdvanceTo(buffer.End);
            }
        }
    }

    /// <summary>Reads on. What is no proper HTTP is the caller's mistake, also where the server throws it as a plain <see cref="IOException"/>.</summary>
    /// <exception cref="RequestException">The body is broken off or malformed.</exception>
    public static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadAsync(cancellation);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, "bad-request", "The body could not be read.");
        }
    }

    /// <summary>JSON without the byte order mark that some programs put in front, and a reader may pass over (RFC 8259, section 8.1).</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json["\uFEFF"u8.Length..] : json;

    /// <summary>Whether the body is of a media type, in UTF-8 and not compressed.</summary>
    public static bool IsType(HttpRequest request, string type) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var media)
        && media.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
        && (!media.Charset.HasValue || media.Charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;

    /// <exception cref="RequestException">The body is of another type.</exception>
    public static void RequireType(HttpRequest request, string type)
    {
        if (!IsType(request, type))
            throw new RequestException(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", $"Send {type} in UTF-8, not compressed.");
    }

    public static RequestException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"A body, or a line of newline-delimited JSON, must be at most {BytesMax} bytes.");
}
