namespace ChatLedger.PostgreSql.Connection;

/// <summary>
/// Recognises a pooler that lends a server connection for one transaction only (PgBouncer's transaction mode and its kin): said by <c>pgbouncer=true</c>
/// or <c>false</c>, else known from the address. Neon's pooled hosts hold <c>-pooler.</c>, Supabase's transaction mode is port 6543, Prisma Postgres has a
/// host for it.
/// </summary>
internal static class TransactionPooler
{
    private const int SupabaseTransactionPort = 6543;

    public static bool Read(UrlWords words, IReadOnlyList<ServerAddress> servers) =>
        words.TakeChoice<bool?>("pgbouncer", null, ("true", true), ("false", false)) ?? servers.Any(IsPooler);

    private static bool IsPooler(ServerAddress server) =>
        server.Host.Contains("-pooler.", StringComparison.OrdinalIgnoreCase)
        || server.Host.Equals("pooled.db.prisma.io", StringComparison.OrdinalIgnoreCase)
        || (server.Port == SupabaseTransactionPort && (IsBelow(server, ".supabase.com") || IsBelow(server, ".supabase.co")));

    private static bool IsBelow(ServerAddress server, string domain) => server.Host.EndsWith(domain, StringComparison.OrdinalIgnoreCase);
}
