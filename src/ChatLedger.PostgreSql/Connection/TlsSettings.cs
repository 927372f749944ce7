using Npgsql;

namespace ChatLedger.PostgreSql.Connection;

/// <summary>
/// Decides how the connection is protected. What is written means what it means to libpq. Where no <c>sslmode</c> is written: a root certificate (or Prisma's
/// <c>sslaccept=strict</c>) asks for <c>verify-full</c>; a server on this machine is used as it comes, like libpq does (<c>prefer</c>); any other server
/// must encrypt (<c>require</c>), since libpq's fallback would send people's words in the clear without anyone having asked for it.
/// </summary>
internal static class TlsSettings
{
    private const string SystemRoots = "system";

    public static void Read(UrlWords words, IReadOnlyList<ServerAddress> servers, NpgsqlConnectionStringBuilder driver)
    {
        var written = words.TakeChoice<SslMode?>("sslmode", null, ("disable", SslMode.Disable), ("allow", SslMode.Allow), ("prefer", SslMode.Prefer),
            ("require", SslMode.Require), ("verify-ca", SslMode.VerifyCA), ("verify-full", SslMode.VerifyFull));
        var root = words.TakeText("sslrootcert");
        var strict = words.TakeChoice("sslaccept", false, ("strict", true), ("accept_invalid_certs", false));
        driver.SslNegotiation = words.TakeChoice("sslnegotiation", SslNegotiation.Postgres, ("postgres", SslNegotiation.Postgres), ("direct", SslNegotiation.Direct));
        driver.ChannelBinding = words.TakeChoice("channel_binding", ChannelBinding.Prefer,
            ("disable", ChannelBinding.Disable), ("prefer", ChannelBinding.Prefer), ("require", ChannelBinding.Require));
        driver.SslCertificate = words.TakeText("sslcert");
        driver.SslKey = words.TakeText("sslkey");
        driver.SslPassword = words.TakeText("sslpassword");

        if (servers.Any(static server => server.IsSocket))
        {
            // There is no TLS on a socket: libpq ignores all of this there, the driver would insist on it.
            driver.SslMode = SslMode.Disable;
            driver.SslNegotiation = SslNegotiation.Postgres;
            return;
        }

        driver.SslMode = Choose(words, written, root, strict, servers.All(static server => server.IsLoopback));
        driver.RootCertificate = root == SystemRoots ? null : root;
        if (driver.SslNegotiation == SslNegotiation.Direct && driver.SslMode < SslMode.Require)
            words.Refuse("sslnegotiation", "direct needs sslmode=require or stronger.");
    }

    private static SslMode Choose(UrlWords words, SslMode? written, string? root, bool strict, bool loopback)
    {
        if (root == SystemRoots && written is not (null or SslMode.VerifyFull))
            words.Refuse("sslrootcert", "anyone can have a certificate of the system's authorities, so system needs sslmode=verify-full.");
        if (root is null && !strict) return written ?? (loopback ? SslMode.Prefer : SslMode.Require);
        if (written is SslMode.Allow or SslMode.Prefer)
            words.Refuse(root is null ? "sslaccept" : "sslrootcert", "with sslmode=allow or prefer the server would go unverified; write sslmode=verify-full.");

        // libpq verifies the authority, not the name, where a root certificate meets require; the driver would verify nothing.
        return written switch
        {
            null => SslMode.VerifyFull,
            SslMode.Require => strict ? SslMode.VerifyFull : SslMode.VerifyCA,
            _ => written.Value,
        };
    }
}
