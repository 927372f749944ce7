namespace ChatLedger.AspNetCore.Tests;

/// <summary>One ordinary server for the tests of a class; each test uses sessions of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal LedgerServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await LedgerServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
