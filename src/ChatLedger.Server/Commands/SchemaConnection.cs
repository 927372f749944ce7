using ChatLedger.Server.Control;
using ChatLedger.Server.Hosting;
using ChatLedger.Server.Settings;
using ChatLedger.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ChatLedger.Server.Commands;

/// <summary>
/// A verb's way to the schema of the store. A PostgreSQL server lets in whoever has its address, so that no data directory is needed. A SQLite file belongs
/// to the server that has it open, which is asked then; where none runs, the directory is locked meanwhile. The journal is never touched.
/// </summary>
internal sealed class SchemaConnection : IAsyncDisposable
{
    private readonly ControlClient? _server;
    private readonly ServiceProvider? _services;
    private readonly DataDirectory? _directory;

    private SchemaConnection(ControlClient server) => _server = server;

    private SchemaConnection(ServerSettings settings, DataDirectory? directory)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(Options.Create(settings.Ledger));
        services.AddChatLedger().UseStore(settings);
        _services = services.BuildServiceProvider();
        _directory = directory;
    }

    private ILedgerSchema Schema => _services!.GetRequiredService<ILedgerSchema>();

    /// <exception cref="ServerSilentException">A server owns the directory and does not answer.</exception>
    /// <exception cref="DataDirectoryInUseException">Something else owns it.</exception>
    public static async Task<SchemaConnection> OpenAsync(ServerSettings settings, CancellationToken cancellation)
    {
        LedgerConnection.RequireRecording(settings);
        var directory = settings.Ledger.DataDirectory;
        // What only looks makes no directory, and where there is none nobody owns it.
        if (settings.Ledger.Store.PostgreSqlUrl is not null || !Directory.Exists(directory)) return new SchemaConnection(settings, null);
        try
        {
            return new SchemaConnection(settings, DataDirectory.Acquire(directory));
        }
        catch (DataDirectoryInUseException) when (ControlFile.Read(directory) is { } control)
        {
            var server = new ControlClient(control);
            await server.GreetAsync(cancellation);
            return new SchemaConnection(server);
        }
    }

    public async Task<InitializeResult> InitializeAsync(CancellationToken cancellation)
    {
        if (_server is not null) return await _server.InitializeAsync(cancellation);
        await Schema.OpenAsync(cancellation);
        var state = await Schema.MigrateAsync(cancellation);
        return new InitializeResult(state.Version, state.Applied);
    }

    /// <inheritdoc cref="ILedgerSchema.MakeRoomAsync"/>
    public Task<int> MakeRoomAsync(Action<int, int> onMade, CancellationToken cancellation) =>
        // A running server does this by itself.
        _server is not null ? Task.FromResult(0) : Schema.MakeRoomAsync(onMade, cancellation);

    /// <inheritdoc cref="ILedgerSchema.CheckAsync"/>
    public Task<SchemaCheck> CheckAsync(CancellationToken cancellation) =>
        _server is not null ? _server.CheckSchemaAsync(cancellation) : Schema.CheckAsync(isThorough: true, cancellation);

    /// <inheritdoc cref="ILedgerSchema.ScriptAsync"/>
    public Task<StoreScript> ScriptAsync(CancellationToken cancellation) =>
        _server is not null ? _server.WriteScriptAsync(cancellation) : Schema.ScriptAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        _server?.Dispose();
        if (_services is not null) await _services.DisposeAsync();
        _directory?.Dispose();
    }
}
