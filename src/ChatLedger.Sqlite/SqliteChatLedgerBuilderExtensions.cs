using ChatLedger.Capture;
using ChatLedger.Sqlite.Journal;
using ChatLedger.Sqlite.Storage;
using ChatLedger.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ChatLedger.Sqlite;

/// <summary>Chooses SQLite for a ledger.</summary>
public static class SqliteChatLedgerBuilderExtensions
{
    private const string JournalFileName = "journal.db";
    private const string StoreFileName = "chatledger.db";

    /// <summary>Journal and store as SQLite files in the data directory.</summary>
    public static ChatLedgerBuilder UseSqlite(this ChatLedgerBuilder builder) => builder.UseSqliteJournal().UseSqliteStore();

    /// <summary>The journal as a SQLite file in the data directory.</summary>
    public static ChatLedgerBuilder UseSqliteJournal(this ChatLedgerBuilder builder)
    {
        builder.Services.TryAddSingleton<IJournal>(static provider =>
        {
            var options = provider.GetRequiredService<ChatLedgerOptions>();
            return new SqliteJournal(
                Path.Combine(options.DataDirectory, JournalFileName),
                options.JournalBytesMax,
                provider.GetRequiredService<CaptureClock>(),
                provider.GetRequiredService<ILogger<SqliteJournal>>());
        });
        return builder;
    }

    /// <summary>The store as a SQLite file, by default in the data directory.</summary>
    public static ChatLedgerBuilder UseSqliteStore(this ChatLedgerBuilder builder)
    {
        builder.Services.TryAddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<ChatLedgerOptions>();
            return ActivatorUtilities.CreateInstance<SqliteStore>(provider, options.Store.SqlitePath ?? Path.Combine(options.DataDirectory, StoreFileName));
        });
        builder.Services.TryAddSingleton<ILedgerWriter>(static provider => provider.GetRequiredService<SqliteStore>());
        builder.Services.TryAddSingleton<ILedgerReader>(static provider => provider.GetRequiredService<SqliteStore>());
        builder.Services.TryAddSingleton<ILedgerSchema>(static provider => provider.GetRequiredService<SqliteStore>());
        return builder;
    }
}
