using System.Collections.Frozen;

namespace ChatLedger.PostgreSql.Connection;

/// <summary>
/// The parameters that are well known, yet not honoured: libpq's own (its documentation's section "Parameter Key Words") that the driver has nothing for,
/// and those of other clients. One is ignored where that changes neither security nor meaning, else refused.
/// </summary>
internal static class UnsupportedParameters
{
    private const string NoOAuth = "the driver does not log in with OAuth; use password or passfile.";

    private static readonly FrozenDictionary<string, Entry> Entries = new Dictionary<string, Entry>(StringComparer.Ordinal)
    {
        // Where the server is and what is said to it.
        ["service"] = Refused("service files are not read; write the service's settings into the URL."),
        ["servicefile"] = Refused("service files are not read; write the service's settings into the URL."),
        ["replication"] = RefusedUnless("a store needs an ordinary connection; leave it out.", "false", "off", "no", "0"),
        ["min_protocol_version"] = RefusedUnless("the driver speaks protocol 3.0; leave it out.", "3.0"),
        ["max_protocol_version"] = Ignored("protocol 3.0, which the driver speaks, is within any maximum"),

        // Trust.
        ["ssl"] = Refused("libpq knows ssl=true only; write sslmode."),
        ["requirepeer"] = Refused("the driver cannot check who owns a socket; use a socket directory that only the server's user can write to."),
        ["sslcrl"] = Refused("the driver reads no revocation lists; leave it out if revoked certificates may be accepted."),
        ["sslcrldir"] = Refused("the driver reads no revocation lists; leave it out if revoked certificates may be accepted."),
        ["sslcertmode"] = RefusedUnless("the driver sends a client certificate exactly if there is one; leave it out.", "allow"),
        ["sslsni"] = RefusedUnless("the driver always sends the server's name; leave it out.", "1"),
        ["ssl_min_protocol_version"] = RefusedUnless("the driver's least is TLS 1.2; set a higher one in the system's TLS configuration.", "TLSv1", "TLSv1.1", "TLSv1.2"),
        ["ssl_max_protocol_version"] = RefusedUnless("the driver has no upper bound; leave it out.", "TLSv1.3"),
        ["sslcompression"] = Ignored("compression within TLS is gone from current servers"),
        ["sslkeylogfile"] = Refused("the driver writes no TLS keys; leave it out."),
        ["gssdelegation"] = RefusedUnless("the driver does not delegate credentials; leave it out.", "0"),
        ["gsslib"] = Ignored("libpq, too, reads it only on Windows builds with two libraries"),
        ["scram_client_key"] = Refused("the driver logs in with a password; use password or passfile."),
        ["scram_server_key"] = Refused("the driver logs in with a password; use password or passfile."),
        ["oauth_issuer"] = Refused(NoOAuth),
        ["oauth_client_id"] = Refused(NoOAuth),
        ["oauth_client_secret"] = Refused(NoOAuth),
        ["oauth_scope"] = Refused(NoOAuth),

        // Timing.
        ["keepalives_count"] = Ignored("the system's count holds; the command's timeout notices a dead server first"),
        ["tcp_user_timeout"] = Ignored("the command's timeout notices a dead server first"),

        // Prisma.
        ["pool_timeout"] = Ignored("connect_timeout covers the wait for a free connection"),
        ["statement_cache_size"] = Ignored("the store prepares what it repeats, and nothing behind a pooler"),
        ["sslidentity"] = Refused("write sslcert, which may name a .pfx file."),

        // node-postgres, and what hosted databases add for other clients.
        ["uselibpqcompat"] = RefusedUnless("sslmode always means what it means to libpq; write sslmode=verify-full to have the server verified.", "true"),
        ["supa"] = Ignored("a mark by which Supabase recognises its own addresses"),
        ["workaround"] = Ignored("a mark that another driver asks for in Supabase's addresses"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Contains(string name) => Entries.ContainsKey(name);

    /// <summary>Why this parameter cannot be left out silently; null if it can, or is none of these.</summary>
    public static string? WhyNot(string name, string value) =>
        Entries.TryGetValue(name, out var entry) && entry.HarmlessValues?.Contains(value, StringComparer.OrdinalIgnoreCase) == false ? entry.Reason : null;

    private static Entry Refused(string reason) => new(reason, []);

    private static Entry RefusedUnless(string reason, params string[] harmlessValues) => new(reason, harmlessValues);

    private static Entry Ignored(string reason) => new(reason, null);

    /// <param name="Reason">Why it is refused, with the remedy; or why it may be ignored.</param>
    /// <param name="HarmlessValues">The values that ask for what the driver does anyway; null if any value may be ignored.</param>
    private sealed record Entry(string Reason, string[]? HarmlessValues);
}
