namespace ChatLedger.PostgreSql.Tests.Connection;

/// <summary>Parameters that mean a setting of the driver, and the settings where nothing is written.</summary>
public sealed class DriverSettingsTests
{
    [Theory]
    [InlineData("Timeout", "5")]
    [InlineData("Command Timeout", "5")]
    [InlineData("Minimum Pool Size", "0")]
    [InlineData("Maximum Pool Size", "16")]
    [InlineData("Application Name", "chatledger")]
    [InlineData("Client Encoding", "UTF8")]
    [InlineData("Enlist", "False")]
    [InlineData("Include Error Detail", "False")]
    [InlineData("Persist Security Info", "False")]
    [InlineData("TCP Keepalive", "True")]
    [InlineData("TCP Keepalive Time", "30")]
    [InlineData("TCP Keepalive Interval", "10")]
    [InlineData("Keepalive", "0")]
    [InlineData("Load Balance Hosts", "False")]
    [InlineData("Kerberos Service Name", "postgres")]
    public void what_is_not_written_has_a_default(string keyword, string value) => UrlAssert.Sets("postgres://db.example", keyword, value);

    [Theory]
    [InlineData("connect_timeout=7", "Timeout", "7")]
    [InlineData("connect_timeout=0", "Timeout", "0")]
    [InlineData("connect_timeout=-1", "Timeout", "0")]
    [InlineData("socket_timeout=9", "Command Timeout", "9")]
    [InlineData("connection_limit=3", "Maximum Pool Size", "3")]
    [InlineData("application_name=web", "Application Name", "web")]
    [InlineData("fallback_application_name=web", "Application Name", "web")]
    [InlineData("application_name=web&fallback_application_name=other", "Application Name", "web")]
    [InlineData("passfile=/run/pgpass", "Passfile", "/run/pgpass")]
    [InlineData("krbsrvname=POSTGRES", "Kerberos Service Name", "POSTGRES")]
    [InlineData("load_balance_hosts=random", "Load Balance Hosts", "True")]
    [InlineData("load_balance_hosts=disable", "Load Balance Hosts", "False")]
    [InlineData("keepalives=0&keepalives_idle=60", "TCP Keepalive", "False")]
    [InlineData("keepalives=1&keepalives_idle=60", "TCP Keepalive Time", "60")]
    [InlineData("keepalives_idle=0", "TCP Keepalive Time", "0")]
    [InlineData("keepalives_interval=5", "TCP Keepalive Interval", "5")]
    [InlineData("host=/run", "TCP Keepalive", "False")]
    [InlineData("require_auth=scram-sha-256", "Require Auth", "ScramSHA256")]
    [InlineData("require_auth=scram-sha-256,md5,md5", "Require Auth", "ScramSHA256,MD5")]
    [InlineData("require_auth=!password,!md5,!none", "Require Auth", "!Password,!MD5,!None")]
    [InlineData("require_auth=gss,sspi", "Require Auth", "GSS,SSPI")]
    [InlineData("client_encoding=utf-8", "Client Encoding", "UTF8")]
    [InlineData("client_encoding=auto", "Client Encoding", "UTF8")]
    public void a_parameter_sets_it(string parameters, string keyword, string value) => UrlAssert.Sets($"postgres://db.example/chat?{parameters}", keyword, value);

    [Theory]
    [InlineData("sslcompression=1&gsslib=gssapi&keepalives_count=3&tcp_user_timeout=1000")]
    [InlineData("pool_timeout=10&statement_cache_size=0&uselibpqcompat=true&workaround=supabase-pooler.vercel")]
    [InlineData("replication=false&sslsni=1&sslcertmode=allow&ssl_min_protocol_version=TLSv1.2&ssl_max_protocol_version=tlsv1.3")]
    [InlineData("gssdelegation=0&min_protocol_version=3.0&max_protocol_version=latest")]
    public void parameters_that_change_nothing_here_are_ignored(string parameters)
    {
        var plain = PostgreSqlUrl.Parse("postgres://db.example/chat");

        Assert.Equal(plain.ToConnectionString().ConnectionString, PostgreSqlUrl.Parse($"postgres://db.example/chat?{parameters}").ToConnectionString().ConnectionString);
    }

    [Theory]
    [InlineData("connect_timeout=soon", "connect_timeout")]
    [InlineData("connect_timeout=1025", "connect_timeout")]
    [InlineData("connection_limit=0", "connection_limit")]
    [InlineData("socket_timeout=0", "socket_timeout")]
    [InlineData("keepalives=yes", "keepalives")]
    [InlineData("keepalives_idle=-1", "keepalives_idle")]
    [InlineData("keepalives_interval=99999", "keepalives_interval")]
    [InlineData("require_auth=scram-sha-256,!md5", "require_auth")]
    [InlineData("require_auth=oauth", "require_auth")]
    [InlineData("require_auth=!!md5", "require_auth")]
    [InlineData("client_encoding=latin1", "client_encoding")]
    [InlineData("load_balance_hosts=1", "load_balance_hosts")]
    [InlineData("target_session_attrs=standby", "target_session_attrs")]
    [InlineData("target_session_attrs=read-only", "target_session_attrs")]
    [InlineData("target_session_attrs=prefer-standby", "target_session_attrs")]
    [InlineData("target_session_attrs=master", "target_session_attrs")]
    [InlineData("service=chat", "service")]
    [InlineData("servicefile=/etc/service", "servicefile")]
    [InlineData("replication=database", "replication")]
    [InlineData("min_protocol_version=3.2", "min_protocol_version")]
    [InlineData("sslkeylogfile=/keys", "sslkeylogfile")]
    [InlineData("gssdelegation=1", "gssdelegation")]
    [InlineData("scram_client_key=a", "scram_client_key")]
    [InlineData("scram_server_key=a", "scram_server_key")]
    [InlineData("oauth_issuer=https://id.example", "oauth_issuer")]
    [InlineData("sslidentity=/id.p12", "sslidentity")]
    [InlineData("search_path=ledger", "search_path")]
    public void a_parameter_that_cannot_be_honoured_is_named(string parameters, string name) =>
        Assert.StartsWith($"{name}: ", UrlAssert.Refuses($"postgres://db.example/chat?{parameters}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("postgres://db.example/chat", "public")]
    [InlineData("postgres://db.example/chat?schema=", "public")]
    [InlineData("postgres://db.example/chat?schema=tenant-1", "tenant-1")]
    [InlineData("postgres://db.example/chat?schema=Straße_$1", "Straße_$1")]
    public void the_schema_is_the_stores_own_affair(string url, string schema) => Assert.Equal(schema, PostgreSqlUrl.Parse(url).Schema);

    [Theory]
    [InlineData("a%22b")]
    [InlineData("a.b")]
    [InlineData("a%20b")]
    [InlineData("pg_catalog")]
    [InlineData("information_schema")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("ä23456789012345678901234567890123456789012345678901234567890123")]
    public void a_schema_that_could_not_be_a_name_of_ours_is_refused(string schema) =>
        Assert.StartsWith("schema: ", UrlAssert.Refuses($"postgres://db.example/chat?schema={schema}"), StringComparison.Ordinal);
}
