using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>An answer, read whole.</summary>
internal sealed record Reply(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public int Code => (int)Status;

    public string? MediaType => ContentHeaders.ContentType?.MediaType;

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>A text of the answer's object.</summary>
    public string? this[string name] => Json.GetProperty(name).GetString();

    public JsonElement.ArrayEnumerator Items => Json.GetProperty("items").EnumerateArray();

    public string? Cookie => Headers.TryGetValues("Set-Cookie", out var cookies) ? Assert.Single(cookies) : null;

    /// <summary>The answer is a problem (RFC 9457) of this status and type.</summary>
    public Reply Is(int status, string type)
    {
        Assert.Equal((status, "application/problem+json"), (Code, MediaType));
        Assert.Equal((type, status), (this["type"], Json.GetProperty("status").GetInt32()));
        Assert.False(string.IsNullOrEmpty(this["title"]));
        return this;
    }

    public static async Task<Reply> OfAsync(HttpResponseMessage response)
    {
        using (response) return new Reply(response.StatusCode, await response.Content.ReadAsStringAsync().Soon(), response.Headers, response.Content.Headers);
    }
}
