namespace ChatLedger.PostgreSql.Tests.Connection;

/// <summary>Which servers a URL means.</summary>
public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("postgres://db.example/chat", "db.example", 5432)]
    [InlineData("postgres://my_db:6000", "my_db", 6000)]
    [InlineData("postgres://db.example:/chat", "db.example", 5432)]
    [InlineData("postgres://192.0.2.7:6000/chat", "192.0.2.7", 6000)]
    [InlineData("postgres://[2001:db8::7]:6000/chat", "2001:db8::7", 6000)]
    [InlineData("postgres://ada:secret@[::1]/chat", "::1", 5432)]
    [InlineData("postgres://[fe80::1%25lo]/chat", "fe80::1%lo", 5432)]
    [InlineData("postgres://db%2Eexample/chat", "db.example", 5432)]
    [InlineData("postgres:///chat?host=db.example&port=6000", "db.example", 6000)]
    [InlineData("postgres://one.example:6000/chat?host=two.example", "two.example", 6000)]
    [InlineData("postgres:///chat?host=::1", "::1", 5432)]
    [InlineData("postgres:///chat?hostaddr=192.0.2.7", "192.0.2.7", 5432)]
    [InlineData("postgres:///chat?host=/var/run/postgresql", "/var/run/postgresql", 5432)]
    [InlineData("postgres://%2Fvar%2Frun%2Fpostgresql:6000/chat", "/var/run/postgresql", 6000)]
    [InlineData("postgres://ada@/chat?host=%2Frun%2Fmy%20server", "/run/my server", 5432)]
    [InlineData("postgres://%40abstract/chat", "@abstract", 5432)]
    public void one_server_is_a_host_and_a_port(string url, string host, int port)
    {
        var driver = PostgreSqlUrl.Parse(url).ToConnectionString();

        Assert.Equal((host, port), (driver.Host, driver.Port));
    }

    [Theory]
    [InlineData("postgres://one.example,two.example/chat", "one.example:5432,two.example:5432")]
    [InlineData("postgres://one.example:6000,two.example:6001/chat", "one.example:6000,two.example:6001")]
    [InlineData("postgres://one.example,two.example:6001/chat", "one.example:5432,two.example:6001")]
    [InlineData("postgres://[2001:db8::7]:6000,[::1]/chat", "[2001:db8::7]:6000,[::1]:5432")]
    [InlineData("postgres:///chat?host=one.example,two.example&port=6000", "one.example:6000,two.example:6000")]
    [InlineData("postgres://one.example,two.example/chat?port=6000,6001", "one.example:6000,two.example:6001")]
    [InlineData("postgres:///chat?hostaddr=192.0.2.7,2001:db8::7", "192.0.2.7:5432,[2001:db8::7]:5432")]
    [InlineData("postgres://%2Frun%2Fone,%2Frun%2Ftwo:6000/chat", "/run/one:5432,/run/two:6000")]
    public void several_servers_are_a_list_of_both(string url, string hosts) => UrlAssert.Sets(url, "Host", hosts);

    [Theory]
    [InlineData("postgres://")]
    [InlineData("postgres:///chat")]
    [InlineData("postgres://ada@")]
    [InlineData("postgres://:6000/chat")]
    public void without_a_host_the_local_socket_is_meant(string url)
    {
        var host = PostgreSqlUrl.Parse(url).ToConnectionString().Host;

        Assert.Contains(host, OperatingSystem.IsWindows() ? ["localhost"] : new[] { "/var/run/postgresql", "/tmp" });
    }

    [Theory]
    [InlineData("postgres://db.example:0/chat", "port")]
    [InlineData("postgres://db.example:65536/chat", "port")]
    [InlineData("postgres://db.example:+1/chat", "port")]
    [InlineData("postgres://db.example:5432x/chat", "port")]
    [InlineData("postgres://::1/chat", "port")]
    [InlineData("postgres://one.example:1,two.example:x/chat", "port")]
    [InlineData("postgres://one.example,two.example,three.example/chat?port=1,2", "port")]
    [InlineData("postgres://[]/chat", "host")]
    [InlineData("postgres://[::1/chat", "host")]
    [InlineData("postgres://[::1]x/chat", "host")]
    [InlineData("postgres://db..example/chat", "host")]
    [InlineData("postgres://db%20example/chat", "host")]
    [InlineData("postgres://ada:se@cret@db.example/chat", "host")]
    [InlineData("postgres://one.example,%2Frun/chat", "host")]
    [InlineData("postgres:///chat?hostaddr=db.example", "hostaddr")]
    [InlineData("postgres://db.example/chat?hostaddr=192.0.2.7", "hostaddr")]
    public void an_impossible_address_is_refused(string url, string part) => Assert.Contains($"{part}: ", UrlAssert.Refuses(url), StringComparison.Ordinal);

    [Theory]
    [InlineData("postgres://ada:secret@db.example/chat?sslmode=require", "db.example:5432/chat")]
    [InlineData("postgres://ada:secret@db.example:6000", "db.example:6000")]
    [InlineData("postgres://ada:secret@one.example,[::1]:6000/chat", "one.example:5432,[::1]:6000/chat")]
    [InlineData("postgres://ada:secret@%2Frun/chat", "/run:5432/chat")]
    public void what_is_shown_has_servers_and_database_only(string url, string shown)
    {
        var read = PostgreSqlUrl.Parse(url);

        Assert.Equal((shown, shown), (read.Display, read.ToString()));
    }

    [Theory]
    [InlineData("postgres://db.example/chat", "any")]
    [InlineData("postgres://db.example/chat?target_session_attrs=primary", "any")]
    [InlineData("postgres://one.example,two.example/chat", "read-write")]
    [InlineData("postgres://one.example,two.example/chat?target_session_attrs=primary", "primary")]
    [InlineData("postgres://one.example,two.example/chat?target_session_attrs=any", "any")]
    public void of_several_servers_one_that_takes_writes_is_chosen(string url, string attributes) => UrlAssert.Sets(url, "Target Session Attributes", attributes);
}
