namespace ChatLedger.PostgreSql.Tests.Connection;

/// <summary>How a connection is protected.</summary>
public sealed class TlsSettingsTests
{
    [Theory]
    [InlineData("disable", "Disable")]
    [InlineData("allow", "Allow")]
    [InlineData("prefer", "Prefer")]
    [InlineData("require", "Require")]
    [InlineData("verify-ca", "VerifyCA")]
    [InlineData("verify-full", "VerifyFull")]
    public void a_written_mode_holds_wherever_the_server_is(string written, string mode)
    {
        UrlAssert.Sets($"postgres://db.example/chat?sslmode={written}", "SSL Mode", mode);
        UrlAssert.Sets($"postgres://localhost/chat?sslmode={written}", "SSL Mode", mode);
    }

    [Theory]
    [InlineData("localhost", "Prefer")]
    [InlineData("LOCALHOST.", "Prefer")]
    [InlineData("127.0.0.1", "Prefer")]
    [InlineData("127.8.8.8", "Prefer")]
    [InlineData("[::1]", "Prefer")]
    [InlineData("localhost,127.0.0.1:6000", "Prefer")]
    [InlineData("db.example", "Require")]
    [InlineData("db", "Require")]
    [InlineData("10.0.0.7", "Require")]
    [InlineData("[2001:db8::7]", "Require")]
    [InlineData("localhost.example", "Require")]
    [InlineData("localhost,db.example", "Require")]
    public void without_a_mode_only_this_machine_may_be_spoken_to_in_the_clear(string host, string mode) => UrlAssert.Sets($"postgres://{host}/chat", "SSL Mode", mode);

    [Theory]
    [InlineData("sslrootcert=/etc/ca.pem", "VerifyFull", "/etc/ca.pem")]
    [InlineData("sslrootcert=/etc/ca.pem&sslmode=verify-ca", "VerifyCA", "/etc/ca.pem")]
    [InlineData("sslrootcert=/etc/ca.pem&sslmode=require", "VerifyCA", "/etc/ca.pem")]
    [InlineData("sslrootcert=/etc/ca.pem&sslmode=disable", "Disable", "/etc/ca.pem")]
    [InlineData("sslrootcert=system", "VerifyFull", "")]
    [InlineData("sslrootcert=system&sslmode=verify-full", "VerifyFull", "")]
    [InlineData("sslaccept=strict", "VerifyFull", "")]
    [InlineData("sslaccept=strict&sslmode=require", "VerifyFull", "")]
    [InlineData("sslaccept=accept_invalid_certs&sslmode=require", "Require", "")]
    [InlineData("sslaccept=accept_invalid_certs&sslmode=verify-full", "VerifyFull", "")]
    public void a_root_certificate_is_never_left_unused(string parameters, string mode, string file)
    {
        UrlAssert.Sets($"postgres://db.example/chat?{parameters}", "SSL Mode", mode);
        UrlAssert.Sets($"postgres://db.example/chat?{parameters}", "Root Certificate", file);
    }

    [Theory]
    [InlineData("ssl=true", "Require")]
    [InlineData("ssl=true&sslmode=verify-full", "VerifyFull")]
    [InlineData("sslmode=verify-full&ssl=true", "Require")]
    [InlineData("requiressl=1", "Require")]
    [InlineData("requiressl=0", "Prefer")]
    public void older_spellings_stand_for_a_mode(string parameters, string mode) => UrlAssert.Sets($"postgres://db.example/chat?{parameters}", "SSL Mode", mode);

    [Theory]
    [InlineData("postgres:///chat?host=/run&sslmode=verify-full&sslnegotiation=direct", "SSL Mode", "Disable")]
    [InlineData("postgres:///chat?host=/run&sslmode=verify-full&sslnegotiation=direct", "SSL Negotiation", "Postgres")]
    [InlineData("postgres:///chat?host=/run&gssencmode=require", "GSS Encryption Mode", "Disable")]
    public void a_socket_needs_no_encryption(string url, string keyword, string value) => UrlAssert.Sets(url, keyword, value);

    [Theory]
    [InlineData("sslnegotiation=direct", "SSL Negotiation", "Direct")]
    [InlineData("channel_binding=require", "Channel Binding", "Require")]
    [InlineData("channel_binding=disable", "Channel Binding", "Disable")]
    [InlineData("sslcert=/c.pem&sslkey=/k.pem&sslpassword=p", "SSL Certificate", "/c.pem")]
    [InlineData("sslcert=/c.pem&sslkey=/k.pem&sslpassword=p", "SSL Key", "/k.pem")]
    [InlineData("sslcert=/c.pem&sslkey=/k.pem&sslpassword=p", "SSL Password", "p")]
    [InlineData("user=ada", "GSS Encryption Mode", "Disable")]
    [InlineData("gssencmode=prefer", "GSS Encryption Mode", "Prefer")]
    [InlineData("gssencmode=require", "GSS Encryption Mode", "Require")]
    public void other_protection_is_passed_on(string parameters, string keyword, string value) => UrlAssert.Sets($"postgres://db.example/chat?{parameters}", keyword, value);

    [Theory]
    [InlineData("sslmode=strict", "sslmode")]
    [InlineData("sslmode=REQUIRE", "sslmode")]
    [InlineData("sslmode=", "sslmode")]
    [InlineData("ssl=false", "ssl")]
    [InlineData("sslrootcert=system&sslmode=require", "sslrootcert")]
    [InlineData("sslrootcert=/etc/ca.pem&sslmode=prefer", "sslrootcert")]
    [InlineData("sslaccept=strict&sslmode=prefer", "sslaccept")]
    [InlineData("sslnegotiation=direct&sslmode=prefer", "sslnegotiation")]
    [InlineData("channel_binding=yes", "channel_binding")]
    [InlineData("gssencmode=yes", "gssencmode")]
    [InlineData("sslcrl=/crl.pem", "sslcrl")]
    [InlineData("sslcrldir=/crl", "sslcrldir")]
    [InlineData("sslcertmode=require", "sslcertmode")]
    [InlineData("sslsni=0", "sslsni")]
    [InlineData("ssl_min_protocol_version=TLSv1.3", "ssl_min_protocol_version")]
    [InlineData("ssl_max_protocol_version=TLSv1.2", "ssl_max_protocol_version")]
    [InlineData("requirepeer=postgres", "requirepeer")]
    [InlineData("uselibpqcompat=false&sslmode=require", "uselibpqcompat")]
    public void protection_that_would_not_hold_is_refused(string parameters, string name) =>
        Assert.StartsWith($"{name}: ", UrlAssert.Refuses($"postgres://db.example/chat?{parameters}"), StringComparison.Ordinal);
}
