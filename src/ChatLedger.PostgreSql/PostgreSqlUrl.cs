using ChatLedger.PostgreSql.Connection;
using Npgsql;

namespace ChatLedger.PostgreSql;

/// <summary>
/// Where a PostgreSQL store is and how it is reached, as a connection URL says it. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// The form and the parameters are libpq's (PostgreSQL documentation, libpq, "Connection URIs" and "Parameter Key Words"), with <c>schema</c>,
/// <c>pgbouncer</c>, <c>connection_limit</c>, <c>socket_timeout</c> and <c>sslaccept</c> as Prisma has them. A parameter given twice counts as given last.
/// Parameters the driver cannot honour are refused, unless leaving them out changes neither security nor meaning.
/// </para>
/// <para>
/// What is not written: no host is the local socket, no port 5432, no database the user's name, no user <c>PGUSER</c>, the Kerberos or the system's user,
/// no password <c>PGPASSWORD</c>, then the password file. Connecting takes at most 5 seconds and so does a command; the pool holds at most 16 connections.
/// Several hosts are tried in order until one accepts writes, unless <c>target_session_attrs=any</c> is written.
/// </para>
/// <para>
/// <c>sslmode</c> means what it means to libpq. Where it is missing, a root certificate implies <c>verify-full</c>, a server on this machine
/// <c>prefer</c>, and every other server <c>require</c>, where libpq would fall back to plain text. <c>require</c> encrypts, but does not verify who
/// answers; <c>sslmode=verify-full</c> does, and is the advice wherever the server's certificate allows it. With <c>sslrootcert=system</c> a file named by
/// <c>PGSSLROOTCERT</c>, or <c>~/.postgresql/root.crt</c>, still takes the place of the system's authorities.
/// </para>
/// </remarks>
public sealed class PostgreSqlUrl
{
    private readonly string _connectionString;

    private PostgreSqlUrl(NpgsqlConnectionStringBuilder driver, string schema, bool isPooled, string display) =>
        (_connectionString, Schema, IsPooled, Display) = (driver.ConnectionString, schema, isPooled, display);

    /// <summary>
    /// The schema that holds the ledger's tables, <c>public</c> if none is written. It never becomes the search path, which poolers refuse; the store
    /// writes it before every name. Letters, digits, <c>_</c>, <c>-</c> and <c>$</c> only, at most 63 bytes.
    /// </summary>
    public string Schema { get; }

    /// <summary>
    /// Whether a transaction pooler stands between (<c>pgbouncer=true</c>, or an address known to be one): then no statement is prepared, nothing is reset
    /// when a connection goes back, and nothing may rely on a session.
    /// </summary>
    public bool IsPooled { get; }

    /// <summary>The servers and the database, for messages and logs: never a user or a password.</summary>
    public string Display { get; }

    /// <summary>Reads a connection URL.</summary>
    /// <param name="url">A URL of the scheme <c>postgresql</c> or <c>postgres</c>; white space around it is ignored.</param>
    /// <exception cref="FormatException">
    /// The URL cannot be used. The message tells all mistakes with their remedies by the names of parameters; it repeats no value, so neither user nor password.
    /// </exception>
    public static PostgreSqlUrl Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var words = UrlSyntax.Read(url);
        var driver = DriverSettings.Defaults();
        var servers = ServerAddresses.Read(words);
        var isSocket = servers[0].IsSocket;
        var isPooled = TransactionPooler.Read(words, servers);
        TargetServer.Read(words, servers, driver);
        DriverSettings.ReadLogin(words, driver);
        DriverSettings.ReadLimits(words, isSocket, driver);
        DriverSettings.ReadGssEncryption(words, isSocket, driver);
        TlsSettings.Read(words, servers, driver);
        ServerSession.Read(words, isPooled, driver);
        var schema = SchemaName.Read(words);
        words.Finish();
        return new PostgreSqlUrl(driver, schema, isPooled, string.Join(',', servers) + (driver.Database is { } database ? "/" + database : ""));
    }

    /// <summary>The driver's form of it, which holds the password; each call makes its own.</summary>
    internal NpgsqlConnectionStringBuilder ToConnectionString() => new(_connectionString);

    /// <summary>The same database with another schema, for work on whole tables: a command may take as long as it needs.</summary>
    internal PostgreSqlUrl ForWholeTables(string schema) =>
        new(new NpgsqlConnectionStringBuilder(_connectionString) { CommandTimeout = 0 }, schema, IsPooled, Display);

    /// <summary>The same as <see cref="Display"/>.</summary>
    public override string ToString() => Display;
}
