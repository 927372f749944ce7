using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ChatLedger.Server.Hosting;

namespace ChatLedger.Server.Tests;

/// <summary>What the program's own runtime settings change.</summary>
[Collection(Place.Collection)]
public sealed class LineFeedTests : IDisposable
{
    private const string Switch = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 ")]
    [InlineData("GET /healthz HTTP/1.1\nHost: localhost\nConnection: close\n\n", "HTTP/1.1 400 ")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\nX-A: 1\r\nConnection: close\r\n\r\n", "HTTP/1.1 400 ")]
    public async Task a_bare_line_feed_does_not_end_a_header_line(string request, string answer)
    {
        AppContext.SetSwitch(Switch, ReadSwitch());
        await using var server = await RunningServer.StartAsync(_place.ReadForServer(), isPublic: true);
        using var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", new Uri(server.PublicUrl!).Port);

        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));

        using var reader = new StreamReader(connection.GetStream());
        Assert.StartsWith(answer, await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60)), StringComparison.Ordinal);
    }

    /// <summary>As the program is built with, not as this test would like it.</summary>
    private static bool ReadSwitch()
    {
        var file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "ChatLedger.Server.runtimeconfig.json"));
        return JsonSerializer.Deserialize<JsonElement>(file).GetProperty("runtimeOptions").GetProperty("configProperties").GetProperty(Switch).GetBoolean();
    }
}
