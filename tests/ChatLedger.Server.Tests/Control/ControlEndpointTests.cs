using System.Net;
using System.Net.Http.Headers;
using ChatLedger.Server.Control;
using ChatLedger.Server.Hosting;

namespace ChatLedger.Server.Tests;

/// <summary>The control endpoint: a listener of its own, and a token that only who can read the data folder knows.</summary>
[Collection(Place.Collection)]
public sealed class ControlEndpointTests : IAsyncLifetime
{
    private readonly Place _place = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(_place.ReadForServer(), isPublic: true);

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
        _place.Dispose();
    }

    private string Control => _server.Control.Url;

    private string Public => _server.PublicUrl!;

    [Fact]
    public void both_addresses_are_of_loopback_and_differ()
    {
        Assert.All([Control, Public], url => Assert.True(IPAddress.IsLoopback(IPAddress.Parse(new Uri(url).Host))));
        Assert.NotEqual(new Uri(Control).Port, new Uri(Public).Port);
    }

    [Theory]
    [InlineData("/control/stats")]
    [InlineData("/api/sessions")]
    [InlineData("/healthz")]
    [InlineData("/nothing")]
    public async Task without_the_token_nothing_is_answered(string path)
    {
        string?[] tokens = [null, "", _server.Control.Token[..^1], _server.Control.Token.ToUpperInvariant(), new string('0', 64)];

        foreach (var token in tokens) Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(Control + path, token));
    }

    [Fact]
    public async Task the_token_counts_only_as_a_bearers() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync($"{Control}/control/stats?access_token={_server.Control.Token}", null));

    [Fact]
    public async Task with_the_token_it_answers() => Assert.Equal(HttpStatusCode.OK, await AskAsync($"{Control}/control/stats", _server.Control.Token));

    [Theory]
    [InlineData("GET", "/control/stats")]
    [InlineData("POST", "/control/import")]
    public async Task it_is_not_reachable_at_the_public_address_not_even_with_the_token(string method, string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(Public + path, _server.Control.Token, method));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(Public + path, _server.Control.Token, method, host: new Uri(Control).Authority));
    }

    [Fact]
    public async Task the_chat_page_is_not_at_the_control_address() => Assert.Equal(HttpStatusCode.NotFound, await AskAsync(Control + "/", _server.Control.Token));

    [Fact]
    public async Task another_name_is_refused_there_too() =>
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync($"{Control}/control/stats", _server.Control.Token, host: "evil.example"));

    [Fact]
    public async Task its_routes_are_not_in_the_document() =>
        Assert.DoesNotContain("/control/", await _http.GetStringAsync($"{Public}/openapi/v1.json"), StringComparison.Ordinal);

    [Fact]
    public async Task each_start_has_a_token_of_its_own_and_a_stop_takes_the_file_away()
    {
        var first = ControlFile.Read(_place.Data)!;
        await _server.DisposeAsync();
        Assert.Null(ControlFile.Read(_place.Data));

        _server = await RunningServer.StartAsync(_place.ReadForServer(), isPublic: true);

        var second = ControlFile.Read(_place.Data)!;
        Assert.Equal((_server.Control, 64), (second, second.Token.Length));
        Assert.NotEqual(first.Token, second.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync($"{Control}/control/stats", first.Token));
    }

    [Fact]
    public async Task with_logging_off_there_is_no_file_and_no_folder()
    {
        await _server.DisposeAsync();
        Directory.Delete(_place.Data, recursive: true);
        _place.Set("ENABLE_CHAT_LOGGING", "false");

        _server = await RunningServer.StartAsync(_place.ReadForServer(), isPublic: true);

        Assert.Equal(HttpStatusCode.OK, await AskAsync($"{Public}/healthz", null));
        Assert.False(Directory.Exists(_place.Data));
    }

    private async Task<HttpStatusCode> AskAsync(string url, string? token, string method = "GET", string? host = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Host = host;
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }
}
