using ChatLedger.Server.Settings;

namespace ChatLedger.Server.Tests;

/// <summary>The forms of <c>DATABASE_URL</c>.</summary>
public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("sqlite:///chat.db", "chat.db")]
    [InlineData("sqlite:///folder/chat.db", "folder/chat.db")]
    [InlineData("sqlite:////var/lib/chat.db", "/var/lib/chat.db")]
    [InlineData("SQLite:///chat.db", "chat.db")]
    [InlineData("sqlite:///a%20b%25.db", "a b%.db")]
    public void a_sqlite_address_is_a_path(string url, string path)
    {
        var mistakes = new List<string>();

        Assert.Equal(("Store:SqlitePath", path), DatabaseUrl.Read(url, mistakes));
        Assert.Empty(mistakes);
    }

    [Theory]
    [InlineData("postgres://user:hidden@db.example/chat")]
    [InlineData("postgresql://user:hidden@db.example/chat?sslmode=require")]
    [InlineData("POSTGRESQL://user:hidden@db.example/chat")]
    public void a_postgresql_address_is_an_option_as_it_stands(string url)
    {
        var mistakes = new List<string>();

        Assert.Equal(("Store:PostgreSqlUrl", url), DatabaseUrl.Read(url, mistakes));
        DatabaseUrl.Check(url, "DATABASE_URL", mistakes);
        Assert.Empty(mistakes);
    }

    [Theory]
    [InlineData("postgresql://user:hidden@db.example/chat?sslmod=require", "sslmod")]
    [InlineData("postgresql://user:hidden@db.example:port/chat", "port")]
    public void a_postgresql_address_that_is_wrong_names_what_is_wrong_in_it(string url, string named)
    {
        var mistakes = new List<string>();

        DatabaseUrl.Check(url, "DATABASE_URL", mistakes);

        var mistake = Assert.Single(mistakes);
        Assert.StartsWith("DATABASE_URL: ", mistake, StringComparison.Ordinal);
        Assert.Contains(named, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mysql://user:hidden@db.example/chat")]
    [InlineData("sqlite://hidden.db")]
    [InlineData("sqlite:///")]
    [InlineData("sqlite:hidden.db")]
    [InlineData("hidden.db")]
    public void any_other_address_is_a_mistake_that_does_not_repeat_it(string url)
    {
        var mistakes = new List<string>();

        Assert.Null(DatabaseUrl.Read(url, mistakes));
        var mistake = Assert.Single(mistakes);
        Assert.StartsWith("DATABASE_URL: ", mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", mistake, StringComparison.Ordinal);
    }
}
