using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Verbs;

/// <summary>A ledger that holds one turn, made by chatting with a server.</summary>
public abstract class ChattedLedger : IAsyncLifetime
{
    internal const string Question = "Where is my parcel? \u001b[31mred\u001b[0m";

    internal TempPlace Place { get; } = new();

    internal Message Message { get; } = new(Driver.NewSessionId(), Question, "Curious");

    internal Answer Answer { get; private set; } = null!;

    private protected ServerProcess Server { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Server = await ServerProcess.StartAsync(Place);
        Answer = await Server.Chat.AskAsync(Message);
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        Place.Dispose();
    }
}

/// <summary>The server is still there.</summary>
public sealed class ServedLedger : ChattedLedger;

/// <summary>The server has stopped.</summary>
public sealed class StoppedLedger : ChattedLedger
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Server.StopAsync();
    }
}
