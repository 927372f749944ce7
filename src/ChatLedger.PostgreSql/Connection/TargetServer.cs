using Npgsql;

namespace ChatLedger.PostgreSql.Connection;

/// <summary>
/// Decides which of the servers is connected to. The ledger writes, so of several the first that accepts writes is taken where nothing is written, and
/// servers that never accept writes are refused.
/// </summary>
internal static class TargetServer
{
    private const string Any = "any";
    private const string ReadWrite = "read-write";

    public static void Read(UrlWords words, IReadOnlyList<ServerAddress> servers, NpgsqlConnectionStringBuilder driver)
    {
        var attributes = ReadAttributes(words);
        driver.LoadBalanceHosts = words.TakeChoice("load_balance_hosts", false, ("disable", false), ("random", true));
        if (servers.Count > 1)
        {
            driver.Host = string.Join(',', servers);
            driver.TargetSessionAttributes = attributes ?? ReadWrite;
        }
        else
        {
            // The driver has no choice to make here and refuses to be asked; the store itself finds out that a server is read-only.
            driver.Host = servers[0].Host;
            driver.Port = servers[0].Port;
            driver.TargetSessionAttributes = Any;
        }
    }

    private static string? ReadAttributes(UrlWords words)
    {
        const string Name = "target_session_attrs";
        var written = words.TakeText(Name);
        if (written is "read-only" or "standby" or "prefer-standby") words.Refuse(Name, "the ledger writes; it must be read-write, primary or any.");
        else if (written is not (null or Any or ReadWrite or "primary")) words.Refuse(Name, "it must be read-write, primary or any.");
        return written;
    }
}
