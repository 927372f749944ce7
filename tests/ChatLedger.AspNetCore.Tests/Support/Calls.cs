using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>Requests as clients send them.</summary>
internal static class Calls
{
    // Characters as themselves: their bytes travel, not their escapes.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string NewSession() => $"session_{Guid.NewGuid()}_1767323045678";

    public static StringContent Json(object body) => Json(JsonSerializer.Serialize(body, Plain));

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public static StringContent Ndjson(string lines) => new(lines, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));

    public static async Task<Reply> GetAsync(this LedgerServer server, string path, params (string Name, string Value)[] headers) =>
        await server.SendAsync(HttpMethod.Get, path, null, headers);

    public static async Task<Reply> DeleteAsync(this LedgerServer server, string path, params (string Name, string Value)[] headers) =>
        await server.SendAsync(HttpMethod.Delete, path, null, headers);

    public static async Task<Reply> PostAsync(this LedgerServer server, string path, object body, params (string Name, string Value)[] headers) =>
        await server.SendAsync(HttpMethod.Post, path, body as HttpContent ?? Json(body), headers);

    public static async Task<Reply> PatchAsync(this LedgerServer server, string path, object body) =>
        await server.SendAsync(HttpMethod.Patch, path, body as HttpContent ?? Json(body));

    /// <summary>A message in a session, answered as one JSON object.</summary>
    public static async Task<Reply> ChatAsync(this LedgerServer server, string message, string? sessionId = null, params (string Name, string Value)[] headers) =>
        await server.PostAsync("/api/chat", sessionId is null ? new { message } : (object)new { message, sessionId }, headers);

    /// <summary>A message in a session, answered as server-sent events.</summary>
    public static async Task<EventReader> StreamAsync(this LedgerServer server, string message, string? sessionId = null, params (string Name, string Value)[] headers)
    {
        using var request = Request(HttpMethod.Post, "/api/chat", Json(new { message, sessionId = sessionId ?? NewSession(), stream = true }), headers);
        return await EventReader.OpenAsync(await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Soon());
    }

    public static async Task<Reply> SendAsync(this LedgerServer server, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, content, headers);
        return await Reply.OfAsync(await server.Client.SendAsync(request).Soon());
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return request;
    }
}
