using ChatLedger.PostgreSql.Storage;
using ChatLedger.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatLedger.PostgreSql;

/// <summary>Chooses PostgreSQL for a ledger.</summary>
public static class PostgreSqlChatLedgerBuilderExtensions
{
    /// <summary>
    /// The store in a PostgreSQL database, 15 or later; a journal is chosen apart, such as with <c>.UseSqliteJournal()</c>. The address is
    /// <see cref="StoreOptions.PostgreSqlUrl"/>; a wrong one is a <see cref="FormatException"/> at the host's start.
    /// </summary>
    public static ChatLedgerBuilder UsePostgreSql(this ChatLedgerBuilder builder)
    {
        builder.Services.TryAddSingleton(static provider =>
        {
            var url = provider.GetRequiredService<ChatLedgerOptions>().Store.PostgreSqlUrl
                ?? throw new InvalidOperationException("ChatLedger:Store:PostgreSqlUrl is not set; it has the form postgresql://user:password@host/database.");
            return new Database(PostgreSqlUrl.Parse(url));
        });
        builder.Services.TryAddSingleton<PostgreSqlStore>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreStep, PartitionStep>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreStep, PlainSqlStep>());
        builder.Services.TryAddSingleton<ILedgerWriter>(static provider => provider.GetRequiredService<PostgreSqlStore>());
        builder.Services.TryAddSingleton<ILedgerReader>(static provider => provider.GetRequiredService<PostgreSqlStore>());
        builder.Services.TryAddSingleton<ILedgerSchema>(static provider => provider.GetRequiredService<PostgreSqlStore>());
        return builder;
    }
}
