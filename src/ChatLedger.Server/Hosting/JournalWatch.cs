using ChatLedger.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatLedger.Server.Hosting;

/// <summary>
/// Ends the server when its journal has failed for good: a process that can record nothing must not look alive, and a restart may well find the file
/// sound. (A library never ends its host; this is the server's own decision.)
/// </summary>
internal sealed class JournalWatch(ChatLedgerOptions options, IServiceProvider services, IHostApplicationLifetime lifetime) : IHostedService
{
    /// <summary>Whether the journal failed; then the exit code is not 0.</summary>
    public static bool HasFailed { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.EnableChatLogging) _ = WatchAsync(services.GetRequiredService<IJournal>());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WatchAsync(IJournal journal)
    {
        await journal.Failed;
        HasFailed = true;
        lifetime.StopApplication();
    }
}
