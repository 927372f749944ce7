using ChatLedger;
using ChatLedger.Capture;
using ChatLedger.EndToEnd.ControlHost;
using ChatLedger.Journal;
using ChatLedger.Server.Commands;
using ChatLedger.Sqlite.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// Called as the server is; only the data directory, which comes last, is of interest.
var settings = CommonOptions.Read(args[^1], ("Server:Port", "0"));
return await ServeCommand.RunAsync(settings, UseHastyJournal, CancellationToken.None);

static void UseHastyJournal(IServiceCollection services) => services.AddSingleton<IJournal>(static provider =>
{
    var options = provider.GetRequiredService<ChatLedgerOptions>();
    var real = new SqliteJournal(
        Path.Combine(options.DataDirectory, "journal.db"),
        options.JournalBytesMax,
        provider.GetRequiredService<CaptureClock>(),
        provider.GetRequiredService<ILogger<SqliteJournal>>());
    return new HastyJournal(real, provider.GetRequiredService<TimeProvider>());
});
