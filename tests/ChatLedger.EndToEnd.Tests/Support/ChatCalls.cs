using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>A message as a visitor sends it.</summary>
internal sealed record Message(string SessionId, string Text, string? Mood = null, int? Number = null);

/// <summary>An acknowledged answer.</summary>
internal sealed record Answer(string Text, Guid? TurnId);

/// <summary>The server refused or broke off an answer, and said so.</summary>
internal sealed class ProblemException(int status, string type) : Exception($"{status} {type}")
{
    public int Status { get; } = status;

    public string Type { get; } = type;
}

/// <summary>The chat route as browsers and scripts call it.</summary>
internal sealed class ChatCalls(HttpClient http)
{
    /// <summary>Asks for one JSON answer.</summary>
    public async Task<Answer> AskAsync(Message message)
    {
        using var response = await http.PostAsJsonAsync("/api/chat", Body(message, stream: false));
        var reply = await ReadAsync(response);
        return new Answer(reply.GetProperty("response").GetString()!, TurnId(reply));
    }

    /// <summary>Asks for a stream and reads it to its end.</summary>
    /// <param name="message">The message.</param>
    /// <param name="onText">Told every piece of the answer when it arrives.</param>
    public async Task<Answer> StreamAsync(Message message, Action<string>? onText = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/chat") { Content = JsonContent.Create(Body(message, stream: true)) };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode) await ReadAsync(response);
        await using var body = await response.Content.ReadAsStreamAsync();
        Guid? turnId = null;
        var text = "";
        await foreach (var item in SseParser.Create(body).EnumerateAsync())
        {
            var data = JsonSerializer.Deserialize<JsonElement>(item.Data);
            switch (item.EventType)
            {
                case "session": turnId = TurnId(data); break;
                case "delta":
                    var piece = data.GetProperty("text").GetString()!;
                    text += piece;
                    onText?.Invoke(piece);
                    break;
                case "error": throw new ProblemException(200, data.GetProperty("type").GetString()!);
                case "done": return new Answer(text, turnId);
            }
        }

        throw new HttpIOException(HttpRequestError.ResponseEnded, "The stream ended without an acknowledgement.");
    }

    /// <summary>A page of a session's turns, as those see it who may read all.</summary>
    public Task<JsonElement> HistoryAsync(string sessionId) => http.GetFromJsonAsync<JsonElement>($"/api/sessions/{Uri.EscapeDataString(sessionId)}/history?limit=1000");

    /// <summary>A page of a session's turns, as its visitor sees it.</summary>
    public async Task<JsonElement> OwnHistoryAsync(string sessionId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/chat/history?limit=1000") { Headers = { { "X-Chat-Session", sessionId } } };
        using var response = await http.SendAsync(request);
        return await ReadAsync(response);
    }

    private static object Body(Message message, bool stream) => new
    {
        message = message.Text,
        sessionId = message.SessionId,
        mood = message.Mood,
        stream,
        metadata = message.Number is { } number ? new { n = number } : null,
    };

    private static Guid? TurnId(JsonElement reply) => reply.GetProperty("turnId") is { ValueKind: JsonValueKind.String } id ? id.GetGuid() : null;

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var reply = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode ? reply : throw new ProblemException((int)response.StatusCode, reply.GetProperty("type").GetString()!);
    }
}
