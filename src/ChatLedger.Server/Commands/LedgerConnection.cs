using ChatLedger.Server.Control;
using ChatLedger.Server.Hosting;
using ChatLedger.Server.Settings;
using ChatLedger.Storage;

namespace ChatLedger.Server.Commands;

/// <summary>
/// A verb's way to the ledger of a data directory: through the server that owns it, or, where none runs, through one without a public address that lives
/// as long as the verb. Either way exactly one process has the files open.
/// </summary>
internal sealed class LedgerConnection : IAsyncDisposable
{
    private readonly RunningServer? _own;

    private LedgerConnection(ControlClient client, RunningServer? own)
    {
        Client = client;
        _own = own;
    }

    public ControlClient Client { get; }

    /// <exception cref="ServerSilentException">A server owns the directory and does not answer.</exception>
    /// <exception cref="DataDirectoryInUseException">Something else owns it.</exception>
    public static async Task<LedgerConnection> OpenAsync(ServerSettings settings, CancellationToken cancellation)
    {
        RequireRecording(settings);
        try
        {
            var own = await RunningServer.StartAsync(settings, isPublic: false, cancellation: cancellation);
            return new LedgerConnection(new ControlClient(own.Control), own);
        }
        catch (DataDirectoryInUseException) when (ControlFile.Read(settings.Ledger.DataDirectory) is { } control)
        {
            var client = new ControlClient(control);
            await client.GreetAsync(cancellation);
            return new LedgerConnection(client, null);
        }
    }

    /// <exception cref="VerbException">Nothing is recorded.</exception>
    public static void RequireRecording(ServerSettings settings)
    {
        if (!settings.Ledger.EnableChatLogging) throw new VerbException("ENABLE_CHAT_LOGGING is false, so there is no ledger to work on. Unset it for this command.");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_own is null) return;
        // Nobody waits for this process to stop, and who imported wants to find it in the store.
        await _own.DrainAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _own.DisposeAsync();
    }
}
