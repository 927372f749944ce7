namespace ChatLedger.PostgreSql.Tests.Connection;

/// <summary>Transaction poolers, which lend a session for one transaction.</summary>
public sealed class TransactionPoolerTests
{
    [Theory]
    [InlineData("postgres://ep-cool-1-pooler.eu-central-1.aws.neon.tech/neondb?sslmode=require&channel_binding=require", true)]
    [InlineData("postgres://ep-cool-1.eu-central-1.aws.neon.tech/neondb?sslmode=require&channel_binding=require", false)]
    [InlineData("postgres://postgres.abc@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?supa=base-pooler.x", true)]
    [InlineData("postgres://postgres.abc@aws-0-eu-central-1.pooler.supabase.com:5432/postgres", false)]
    [InlineData("postgres://postgres@db.abc.supabase.co:6543/postgres", true)]
    [InlineData("postgres://db.example:6543/chat", false)]
    [InlineData("postgres://pooled.db.prisma.io:5432/chat", true)]
    [InlineData("postgres://one.example,ep-1-pooler.neon.tech/chat", true)]
    [InlineData("postgres://db.example/chat?pgbouncer=true", true)]
    [InlineData("postgres://ep-1-pooler.neon.tech/chat?pgbouncer=false", false)]
    [InlineData("postgres://db.example/chat", false)]
    public void a_pooler_is_recognised(string url, bool pooled)
    {
        var read = PostgreSqlUrl.Parse(url);

        Assert.Equal((pooled, pooled), (read.IsPooled, read.ToConnectionString().NoResetOnClose));
    }

    [Theory]
    [InlineData("postgres://db.example/chat")]
    [InlineData("postgres://db.example/chat?pgbouncer=true")]
    [InlineData("postgres://db.example/chat?schema=ledger")]
    public void nothing_is_prepared_unasked_or_sent_at_start_up(string url)
    {
        var driver = PostgreSqlUrl.Parse(url).ToConnectionString();

        Assert.Equal((0, null, null, null), (driver.MaxAutoPrepare, driver.Options, driver.SearchPath, driver.Timezone));
    }

    [Fact]
    public void options_go_to_a_server() => UrlAssert.Sets("postgres://db.example/chat?options=-c%20geqo%3Doff", "Options", "-c geqo=off");

    [Theory]
    [InlineData("postgres://db.example/chat?pgbouncer=true&options=-c%20geqo%3Doff", "options")]
    [InlineData("postgres://ep-1-pooler.neon.tech/chat?options=endpoint%3Dep-1", "options")]
    [InlineData("postgres://db.example/chat?pgbouncer=yes", "pgbouncer")]
    public void what_a_pooler_cannot_do_is_refused(string url, string name) => Assert.StartsWith($"{name}: ", UrlAssert.Refuses(url), StringComparison.Ordinal);
}
