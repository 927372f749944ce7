using System.Text.RegularExpressions;

namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>A running server with a client for it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly ProgramProcess _process;

    private ServerProcess(ProgramProcess process, Uri address)
    {
        _process = process;
        Address = address;
        // Cookies would make one visitor of all writers; who drops an answer leaves at once instead of reading on for a while.
        var handler = new SocketsHttpHandler { UseCookies = false, UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero };
        Http = new HttpClient(handler) { BaseAddress = address, Timeout = Patience.Max };
        Chat = new ChatCalls(Http);
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public ChatCalls Chat { get; }

    public int Id => _process.Id;

    /// <summary>What the server wrote to standard error.</summary>
    public string Log => _process.Errors.Text;

    /// <summary>Waits until the server writes such a line to standard error.</summary>
    public Task<string> LoggedAsync(Predicate<string> isWanted) => _process.Errors.LineAsync(isWanted).OrTimeoutAsync();

    /// <summary>Starts a server on a free port; when it returns, turns are taken.</summary>
    /// <param name="place">Where it works and keeps its data.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="program">Another program than the server.</param>
    public static async Task<ServerProcess> StartAsync(TempPlace place, IReadOnlyDictionary<string, string>? settings = null, string? program = null)
    {
        var process = ProgramProcess.Start(program ?? Programs.Server, place.Folder, settings, ["serve", "--port", "0", "--data", place.Data]);
        try
        {
            var ready = await process.Output.LineAsync(static line => Ready().IsMatch(line)).OrTimeoutAsync();
            return new ServerProcess(process, new Uri(Ready().Match(ready).Groups[1].Value));
        }
        catch (Exception exception)
        {
            await process.DisposeAsync();
            throw new InvalidOperationException($"The server did not start:\n{process.Errors.Text}", exception);
        }
    }

    /// <summary>Ends it as a power switch would (SIGKILL) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.ExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM), and expects that it does so in good order.</summary>
    public async Task StopAsync()
    {
        Signals.Terminate(Id);
        var code = await _process.ExitAsync();
        Assert.True(code == 0, $"The server ended with {code}:\n{Log}");
    }

    public void Freeze() => Signals.Freeze(Id);

    public void Thaw() => Signals.Thaw(Id);

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _process.DisposeAsync();
    }

    [GeneratedRegex(@"Chat page\s+(http://\S+)")]
    private static partial Regex Ready();
}
