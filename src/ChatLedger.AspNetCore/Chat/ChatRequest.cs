using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>The body of <c>POST /api/chat</c>.</summary>
internal sealed class ChatRequest
{
    /// <summary>What the person asks; 1 to 32,000 characters unless configured otherwise.</summary>
    public string Message { get; set; } = "";

    /// <summary><c>session_{uuid}_{unix milliseconds}</c>; without one a session is made.</summary>
    public string? SessionId { get; set; }

    /// <summary>At most 50 characters.</summary>
    public string? Mood { get; set; }

    /// <summary>Whether the answer comes as server-sent events.</summary>
    public bool Stream { get; set; }

    /// <summary>A JSON object that is stored with the turn.</summary>
    public object? Metadata { get; set; }

    private static readonly JsonFields<ChatRequest> Fields = new(new()
    {
        ["message"] = static (ref reader, field, request) => request.Message = reader.Text(field) ?? "",
        ["sessionId"] = static (ref reader, field, request) => request.SessionId = reader.Text(field),
        ["mood"] = static (ref reader, field, request) => request.Mood = reader.Text(field),
        ["stream"] = static (ref reader, field, request) => request.Stream = reader.Flag(field),
        ["metadata"] = static (ref reader, _, request) => request.Metadata = reader.Raw(),
    });

    /// <exception cref="CaptureException">The body is not such a request.</exception>
    public static ChatRequest Parse(ReadOnlySpan<byte> body, int messageLengthMax)
    {
        var request = JsonFieldReader.ReadObject(body, Fields, new ChatRequest());
        if (request.Message.Length == 0) throw new CaptureException("empty-message", "message", "message must not be empty.");
        if (request.Message.Length > messageLengthMax) throw new CaptureException("too-long", "message", $"message must be at most {messageLengthMax} characters.");
        if (request.Mood?.Length > Limits.MoodLengthMax) throw new CaptureException("too-long", "mood", $"mood must be at most {Limits.MoodLengthMax} characters.");
        return request;
    }
}
