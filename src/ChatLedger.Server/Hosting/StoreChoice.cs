using ChatLedger.PostgreSql;
using ChatLedger.Server.Settings;
using ChatLedger.Sqlite;

namespace ChatLedger.Server.Hosting;

/// <summary>Which store the settings name.</summary>
internal static class StoreChoice
{
    public static ChatLedgerBuilder UseStore(this ChatLedgerBuilder ledger, ServerSettings settings) =>
        settings.Ledger.Store.PostgreSqlUrl is null ? ledger.UseSqliteStore() : ledger.UsePostgreSql();

    /// <summary>Where the store is, for people; never a password.</summary>
    public static string Describe(ServerSettings settings)
    {
        var store = settings.Ledger.Store;
        if (store.PostgreSqlUrl is null) return $"SQLite, {Path.GetFullPath(store.SqlitePath ?? settings.Ledger.DataDirectory)}";
        var url = PostgreSqlUrl.Parse(store.PostgreSqlUrl);
        return $"PostgreSQL, {url.Display}, schema {url.Schema}";
    }
}
