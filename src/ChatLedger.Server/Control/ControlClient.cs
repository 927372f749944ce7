using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatLedger.Capture;
using ChatLedger.Storage;

namespace ChatLedger.Server.Control;

/// <summary>
/// Asks a server's control endpoint. Work may take as long as it needs, but the server is greeted beside it: one that is frozen must not freeze the verb.
/// </summary>
internal sealed class ControlClient : IDisposable
{
    private static readonly TimeSpan GreetEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GreetingMax = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly ControlFile _control;

    public ControlClient(ControlFile control)
    {
        _control = control;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(control.Url),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", control.Token);
    }

    /// <summary>Whether the server is there.</summary>
    /// <exception cref="ServerSilentException">It is not.</exception>
    public async Task GreetAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(GreetingMax);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, "/healthz");
            (await _http.SendAsync(message, patience.Token)).Dispose();
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new ServerSilentException($"The server that owns the data directory (process {_control.ProcessId}) does not answer within {GreetingMax.TotalSeconds:0} s. See whether it is stopped or overloaded, or end it and try again.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception);
        }
    }

    public async Task<InitializeResult> InitializeAsync(CancellationToken cancellation) =>
        (await ReadAsync(await SendAsync(() => new(HttpMethod.Post, "/api/init-db"), cancellation), ControlJson.Default.InitializeResult, cancellation))!;

    /// <inheritdoc cref="ILedgerSchema.CheckAsync"/>
    public async Task<SchemaCheck> CheckSchemaAsync(CancellationToken cancellation) =>
        (await ReadAsync(await SendAsync(() => new(HttpMethod.Get, ControlEndpoints.CheckPath), cancellation), ControlJson.Default.SchemaCheck, cancellation))!;

    /// <inheritdoc cref="ILedgerSchema.ScriptAsync"/>
    public async Task<StoreScript> WriteScriptAsync(CancellationToken cancellation) =>
        (await ReadAsync(await SendAsync(() => new(HttpMethod.Get, ControlEndpoints.ScriptPath), cancellation), ControlJson.Default.StoreScript, cancellation))!;

    /// <summary>A page of a session's turns; null where there is no such session.</summary>
    public async Task<JsonElement?> GetHistoryAsync(string sessionId, int limit, string? cursor, CancellationToken cancellation)
    {
        var address = $"/api/sessions/{Uri.EscapeDataString(sessionId)}/history?limit={limit}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}";
        return await ReadAsync(await SendAsync(() => new(HttpMethod.Get, address), cancellation), cancellation);
    }

    /// <summary>The figures of a session, or of all; null where there is no such session.</summary>
    public async Task<SessionStats?> GetStatsAsync(string? sessionId, CancellationToken cancellation)
    {
        var address = sessionId is null ? ControlEndpoints.StatsPath : $"/api/sessions/{Uri.EscapeDataString(sessionId)}/stats";
        return await ReadAsync(await SendAsync(() => new(HttpMethod.Get, address), cancellation), ControlJson.Default.SessionStats, cancellation);
    }

    public async Task<ImportResult> ImportAsync(List<FinishedTurn> turns, CancellationToken cancellation)
    {
        var response = await SendAsync(() => new(HttpMethod.Post, ControlEndpoints.ImportPath) { Content = JsonContent.Create(turns, ControlJson.Default.ListFinishedTurn) }, cancellation);
        return (await ReadAsync(response, ControlJson.Default.ImportResult, cancellation))!;
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var message = request();
        var answer = _http.SendAsync(message, giveUp.Token);
        try
        {
            while (await Task.WhenAny(answer, Task.Delay(GreetEvery, TimeProvider.System, cancellation)) != answer) await GreetAsync(cancellation);
            return await answer;
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception);
        }
        catch (ServerSilentException)
        {
            await giveUp.CancelAsync();
            throw;
        }
    }

    private ServerSilentException Unreachable(HttpRequestException exception) => new(
        $"The server that owns the data directory (process {_control.ProcessId}) cannot be reached. It may be starting or stopping; try again in a moment.", exception);

    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using (response)
        {
            if (response.StatusCode == HttpStatusCode.NotFound) return null;
            await ThrowOnFailureAsync(response, cancellation);
            return await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        }
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class
    {
        using (response)
        {
            if (response.StatusCode == HttpStatusCode.NotFound) return null;
            await ThrowOnFailureAsync(response, cancellation);
            return await response.Content.ReadFromJsonAsync(type, cancellation);
        }
    }

    private static async Task ThrowOnFailureAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode) return;
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            throw new VerbException("The server refused this command's token. Its data directory's control.json belongs to another start; try again.");
        var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? await response.Content.ReadFromJsonAsync<JsonElement>(cancellation)
            : default;
        var detail = problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("detail", out var text) ? text.GetString() : null;
        throw new VerbException($"The ledger answered {(int)response.StatusCode}: {detail ?? response.ReasonPhrase}");
    }
}
