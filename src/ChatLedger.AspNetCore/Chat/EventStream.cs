using System.Buffers;
using System.Text.Json;
using ChatLedger.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>
/// Writes server-sent events (WHATWG HTML, section 9.2). The framework's own result neither sends comments while nothing happens nor tells what was
/// flushed to the client, and both are needed here. One writer at a time, but for the heartbeat, which waits its turn.
/// </summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponse _response;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _heartbeat;

    private EventStream(HttpResponse response, TimeSpan heartbeat, TimeProvider time)
    {
        _response = response;
        _heartbeat = BeatAsync(heartbeat, time);
    }

    /// <summary>Sends the headers: from now on errors are events.</summary>
    public static async Task<EventStream> StartAsync(HttpContext context, TimeSpan heartbeat, TimeProvider time)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        await response.StartAsync(context.RequestAborted);
        return new EventStream(response, heartbeat, time);
    }

    /// <summary>Writes an event and waits until it is handed to the connection.</summary>
    /// <exception cref="ClientLeftException">The client left.</exception>
    public async Task WriteAsync<T>(string name, T data)
    {
        await _turn.WaitAsync();
        try
        {
            var writer = _response.BodyWriter;
            writer.Write("event: "u8);
            writer.Write(System.Text.Encoding.UTF8.GetBytes(name));
            writer.Write("\ndata: "u8);
            using (var json = new Utf8JsonWriter(writer, new JsonWriterOptions { Encoder = LedgerJson.Options.Encoder, SkipValidation = true }))
                JsonSerializer.Serialize(json, data, LedgerJson.Options);
            writer.Write("\n\n"u8);
            await FlushAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the heartbeat.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _heartbeat;
        _ended.Dispose();
        _turn.Dispose();
    }

    private async Task FlushAsync()
    {
        try
        {
            var flushed = await _response.BodyWriter.FlushAsync(_response.HttpContext.RequestAborted);
            if (flushed.IsCanceled || flushed.IsCompleted) throw new ClientLeftException();
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            throw new ClientLeftException(exception);
        }
    }

    private async Task BeatAsync(TimeSpan interval, TimeProvider time)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                await _turn.WaitAsync(_ended.Token);
                try
                {
                    _response.BodyWriter.Write(": still here\n\n"u8);
                    await FlushAsync();
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ClientLeftException)
        {
            // The stream ended, or the client left; the writer of events learns that by itself.
        }
    }
}
