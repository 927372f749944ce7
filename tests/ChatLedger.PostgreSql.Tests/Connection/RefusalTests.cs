namespace ChatLedger.PostgreSql.Tests.Connection;

/// <summary>What is said about a URL that cannot be used.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void all_mistakes_are_told_at_once()
    {
        var told = UrlAssert.Refuses("postgres://ada:100%@db.example:x/chat?sslmode=on&connect_timeout=soon&nonsense=1&service=chat");

        Assert.All(["password: ", "port: ", "sslmode: ", "connect_timeout: ", "nonsense: ", "service: "], name => Assert.Contains(name, told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sslMode=require", "sslmode")]
    [InlineData("ssl-mode=require", "sslmode")]
    [InlineData("applicationName=chat", "application_name")]
    [InlineData("connectTimeout=5", "connect_timeout")]
    [InlineData("channelBinding=require", "channel_binding")]
    public void a_name_spelt_like_a_known_one_brings_that_to_mind(string parameter, string meant) =>
        Assert.Contains($"perhaps {meant} is meant", UrlAssert.Refuses($"postgres://db.example/chat?{parameter}"), StringComparison.Ordinal);

    /// <summary>
    /// Wrong URLs, most of them by a password (<c>hidden</c> wherever a piece of it stands) whose special characters are not encoded, or by a mistake
    /// elsewhere. The user is <c>mallory</c>.
    /// </summary>
    public static TheoryData<string> Wrong => new(
        "mallory:hidden@db.example/chat",
        "mysql://mallory:hidden@db.example/chat",
        "jdbc:postgresql://mallory:hidden@db.example/chat",
        "postgres:mallory:hidden@db.example/chat",
        "postgres://mallory:hidden%@db.example/chat",
        "postgres://mallory:hidden%zz@db.example/chat",
        "postgres://mallory:%ffhidden@db.example/chat",
        "postgres://mallory:hidden%00@db.example/chat",
        "postgres://mallory:hid hidden@db.example/chat",
        "postgres://mallory%:hidden@db.example/chat",
        "postgres://mallory%0A:hidden@db.example/chat",
        "postgres://mallory:hidden@hidden@db.example/chat",
        "postgres://mallory:@hidden@db.example/chat",
        "postgres://mallory:hidden/hidden@db.example/chat",
        "postgres://mallory:/hidden@db.example/chat",
        "postgres://mallory:1/hidden@db.example/chat",
        "postgres://mallory:1/x?hidden@db.example/chat",
        "postgres://mallory:1/x?hidden=1&hidden@db.example/chat",
        "postgres://mallory:1/x?user=hidden=hidden@db.example/chat",
        "postgres://mallory:x@1?hidden@db.example/chat",
        "postgres://mallory:x@1?hidden=1@db.example/chat",
        "postgres://mallory:x@1?hidden%zz=1@db.example/chat",
        "postgres://mallory:[hidden@db.example:x/chat",
        "postgres://mallory:x@[hidden@db.example/chat",
        "postgres://mallory:hidden@db.example:x/chat",
        "postgres://mallory:hidden@db.example:99999/chat",
        "postgres://mallory:hidden@db..example/chat",
        "postgres://mallory:hidden@[::1/chat",
        "postgres://mallory:hidden@one.example,two.example/chat?port=1,2,3",
        "postgres://mallory:hidden@one.example,%2Frun/chat",
        "postgres://mallory:hidden@db.example/chat@home",
        "postgres://mallory:hidden@db.example/chat?sslmode=hidden",
        "postgres://mallory:hidden@db.example/chat?sslmode",
        "postgres://mallory:hidden@db.example/chat?nonsense=hidden",
        "postgres://db.example/chat?user=mallory&password=hidden&nonsense=1",
        "postgres://db.example/chat?user=mallory&password=hidden%zz",
        "postgres://db.example/chat?user=mallory&passwort=hidden",
        "postgres://db.example/chat?user=mallory&password=hidden=hidden",
        "postgres://db.example/chat?user=mallory&sslpassword=hidden%",
        "postgres://mallory:hidden@db.example/chat?connect_timeout=hidden",
        "postgres://mallory:hidden@db.example/chat?require_auth=hidden",
        "postgres://mallory:hidden@db.example/chat?client_encoding=hidden",
        "postgres://mallory:hidden@db.example/chat?schema=hid.hidden",
        "postgres://mallory:hidden@db.example/chat?hostaddr=hidden",
        "postgres://mallory:hidden@db.example/chat?target_session_attrs=hidden",
        "postgres://mallory:hidden@db.example/chat?pgbouncer=true&options=hidden",
        "postgres://mallory:hidden@db.example/chat?service=hidden",
        "postgres://mallory:hidden@db.example/chat?oauth_client_secret=hidden");

    [Theory]
    [MemberData(nameof(Wrong))]
    public void neither_user_nor_password_is_ever_repeated(string url)
    {
        var refusal = Assert.Throws<FormatException>(() => PostgreSqlUrl.Parse(url));

        Assert.DoesNotContain("hidden", refusal.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("mallory", refusal.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("db.example", refusal.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void an_unencoded_password_is_known_for_what_it_is() =>
        Assert.StartsWith("user and password must be percent-encoded", UrlAssert.Refuses("postgres://mallory:1/hidden@db.example/chat"), StringComparison.Ordinal);
}
