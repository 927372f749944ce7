using Npgsql;

namespace ChatLedger.PostgreSql.Connection;

/// <summary>The parameters that mean one setting of the driver each, and what ChatLedger sets where nothing is written.</summary>
internal static class DriverSettings
{
    private const int SecondsMax = 1024;
    private const int PoolSizeMax = 1024;

    /// <summary>What does not depend on the URL.</summary>
    public static NpgsqlConnectionStringBuilder Defaults() => new()
    {
        Enlist = false,
        PersistSecurityInfo = false,
        IncludeErrorDetail = false,
        MinPoolSize = 0,
        MaxAutoPrepare = 0,
        ClientEncoding = "UTF8",
    };

    /// <summary>Who connects to what.</summary>
    public static void ReadLogin(UrlWords words, NpgsqlConnectionStringBuilder driver)
    {
        driver.Username = words.TakeText("user");
        driver.Password = words.TakeText("password");
        driver.Database = words.TakeText("dbname");
        driver.Passfile = words.TakeText("passfile");
        driver.RequireAuth = AuthenticationMethods.Read(words);
        driver.KerberosServiceName = words.TakeText("krbsrvname") ?? driver.KerberosServiceName;
        var fallbackName = words.TakeText("fallback_application_name");
        driver.ApplicationName = words.TakeText("application_name") ?? fallbackName ?? "chatledger";
        if (words.TakeText("client_encoding")?.ToUpperInvariant() is not (null or "UTF8" or "UTF-8" or "UNICODE" or "AUTO"))
            words.Refuse("client_encoding", "it must be UTF8, which is all that a store speaks.");
    }

    /// <summary>
    /// How long to wait (for a connection with 0 or less: for ever, as in libpq) and how many connections to keep. A dead peer is noticed by TCP's own
    /// keepalive: the driver's would be a statement more on every idle connection.
    /// </summary>
    public static void ReadLimits(UrlWords words, bool isSocket, NpgsqlConnectionStringBuilder driver)
    {
        driver.Timeout = Math.Max(0, words.TakeNumber("connect_timeout", -1, SecondsMax) ?? 5);
        driver.CommandTimeout = words.TakeNumber("socket_timeout", 1, SecondsMax) ?? 5;
        driver.MaxPoolSize = words.TakeNumber("connection_limit", 1, PoolSizeMax) ?? 16;
        var keepAlive = words.TakeChoice("keepalives", true, ("1", true), ("0", false)) && !isSocket;
        var idle = words.TakeNumber("keepalives_idle", 0, short.MaxValue) ?? 30;
        var interval = words.TakeNumber("keepalives_interval", 0, short.MaxValue) ?? 10;
        if (!keepAlive) return;
        driver.TcpKeepAlive = true;
        driver.TcpKeepAliveTime = idle;
        driver.TcpKeepAliveInterval = interval;
    }

    /// <summary>
    /// GSS encryption only if asked for: the driver's default would try it first on every connection, even where TLS is required or no library is installed.
    /// </summary>
    public static void ReadGssEncryption(UrlWords words, bool isSocket, NpgsqlConnectionStringBuilder driver)
    {
        var written = words.TakeChoice("gssencmode", GssEncryptionMode.Disable,
            ("disable", GssEncryptionMode.Disable), ("prefer", GssEncryptionMode.Prefer), ("require", GssEncryptionMode.Require));
        driver.GssEncryptionMode = isSocket ? GssEncryptionMode.Disable : written;
    }
}
