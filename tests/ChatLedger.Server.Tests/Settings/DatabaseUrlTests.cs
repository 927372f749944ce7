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

        Assert.Equal(path, DatabaseUrl.ReadSqlitePath(url, mistakes));
        Assert.Empty(mistakes);
    }

    [Theory]
    [InlineData("postgres://user:hidden@db.example/chat")]
    [InlineData("postgresql://user:hidden@db.example/chat?sslmode=require")]
    [InlineData("POSTGRESQL://user:hidden@db.example/chat")]
    [InlineData("mysql://user:hidden@db.example/chat")]
    [InlineData("sqlite://hidden.db")]
    [InlineData("sqlite:///")]
    [InlineData("sqlite:hidden.db")]
    [InlineData("hidden.db")]
    public void any_other_address_is_a_mistake_that_does_not_repeat_it(string url)
    {
        var mistakes = new List<string>();

        Assert.Null(DatabaseUrl.ReadSqlitePath(url, mistakes));
        var mistake = Assert.Single(mistakes);
        Assert.StartsWith("DATABASE_URL: ", mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", mistake, StringComparison.Ordinal);
    }
}
