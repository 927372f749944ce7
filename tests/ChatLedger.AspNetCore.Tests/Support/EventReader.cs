using System.Net.ServerSentEvents;
using System.Text.Json;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>An event of a stream.</summary>
internal sealed record ServerEvent(string Name, JsonElement Data)
{
    public string? this[string name] => Data.GetProperty(name).GetString();
}

/// <summary>Reads server-sent events one by one. Disposing it is leaving.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        Response = response;
        _events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    public HttpResponseMessage Response { get; }

    public static async Task<EventReader> OpenAsync(HttpResponseMessage response) => new(response, await response.Content.ReadAsStreamAsync().Soon());

    /// <summary>The next event, or null at the end.</summary>
    public async Task<ServerEvent?> NextAsync()
    {
        if (!await _events.MoveNextAsync().AsTask().Soon()) return null;
        return new ServerEvent(_events.Current.EventType, JsonSerializer.Deserialize<JsonElement>(_events.Current.Data));
    }

    /// <summary>The next event, which must have this name.</summary>
    public async Task<ServerEvent> NextAsync(string name)
    {
        var next = await NextAsync();
        Assert.Equal(name, next?.Name);
        return next!;
    }

    /// <summary>All events until the end.</summary>
    public async Task<List<ServerEvent>> RestAsync()
    {
        var events = new List<ServerEvent>();
        while (await NextAsync() is { } next) events.Add(next);
        return events;
    }

    /// <summary>Goes away in the midst of the stream.</summary>
    public void Leave() => Response.Dispose();

    public async ValueTask DisposeAsync()
    {
        Response.Dispose();
        await _events.DisposeAsync();
    }
}
