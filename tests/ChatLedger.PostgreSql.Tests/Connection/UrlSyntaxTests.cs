using ChatLedger.Conformance;

namespace ChatLedger.PostgreSql.Tests.Connection;

/// <summary>The parts of a URL, cut as libpq cuts them.</summary>
public sealed class UrlSyntaxTests
{
    [Theory]
    [InlineData("postgresql://db.example", null, null, null)]
    [InlineData("postgres://db.example/", null, null, null)]
    [InlineData("POSTGRES://db.example/chat", null, null, "chat")]
    [InlineData("  postgres://db.example/chat\n", null, null, "chat")]
    [InlineData("postgres://ada@db.example", "ada", null, null)]
    [InlineData("postgres://ada:@db.example", "ada", null, null)]
    [InlineData("postgres://:secret@db.example", null, "secret", null)]
    [InlineData("postgres://ada:se:cret@db.example/chat", "ada", "se:cret", "chat")]
    [InlineData("postgres://ada:se#c?ret+1@db.example/chat", "ada", "se#c?ret+1", "chat")]
    [InlineData("postgres://a%40b:p%2Fw%3A%3F%23%25%20x@db.example/my%20chat", "a@b", "p/w:?#% x", "my chat")]
    [InlineData("postgres://%C3%A4:%e6%97%a5@db.example/ä", "ä", "日", "ä")]
    [InlineData("postgres://db.example/chat/archive#1", null, null, "chat/archive#1")]
    [InlineData("postgres://db.example?dbname=chat", null, null, "chat")]
    [InlineData("postgres://db.example/chat?", null, null, "chat")]
    [InlineData("postgres://db.example/chat?user=ada&", "ada", null, "chat")]
    [InlineData("postgres://ada:one@db.example/chat?user=eva&password=two&dbname=other", "eva", "two", "other")]
    [InlineData("postgres://db.example/chat?user=ada&user=eva", "eva", null, "chat")]
    [InlineData("postgres://db.example/chat?user=ada@tenant.example", "ada@tenant.example", null, "chat")]
    [InlineData("postgres://db.example/chat?%75ser=ada", "ada", null, "chat")]
    public void user_password_and_database_are_read(string url, string? user, string? password, string? database)
    {
        var driver = PostgreSqlUrl.Parse(url).ToConnectionString();

        Assert.Equal((user, password, database), (driver.Username, driver.Password, driver.Database));
    }

    [Fact]
    public void any_encoded_password_comes_back() => Assert.All(
        NaughtyStrings.All.Where(static text => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal)),
        text => Assert.Equal(text, PostgreSqlUrl.Parse($"postgres://ada:{Uri.EscapeDataString(text)}@db.example/chat").ToConnectionString().Password));

    [Theory]
    [InlineData("", "scheme")]
    [InlineData("x", "scheme")]
    [InlineData("postgres:/db.example", "scheme")]
    [InlineData("mysql://db.example", "scheme")]
    [InlineData("jdbc:postgresql://db.example/chat", "scheme")]
    [InlineData("postgresql+psycopg://db.example/chat", "scheme")]
    [InlineData("host=db.example dbname=chat", "scheme")]
    [InlineData("postgres://a%zz@db.example", "user")]
    [InlineData("postgres://ada:100%@db.example", "password")]
    [InlineData("postgres://ada:%0@db.example", "password")]
    [InlineData("postgres://ada:%-1@db.example", "password")]
    [InlineData("postgres://ada:%00@db.example", "password")]
    [InlineData("postgres://ada:%ff@db.example", "password")]
    [InlineData("postgres://ada:two words@db.example", "password")]
    [InlineData("postgres://ada@db.example/two words", "dbname")]
    [InlineData("postgres://ada@db.example/two%0Alines", "dbname")]
    [InlineData("postgres://db.example/chat@home", "dbname")]
    [InlineData("postgres://db.example/chat?sslmode", "sslmode")]
    [InlineData("postgres://db.example/chat?sslmode=require=channel_binding", "sslmode")]
    [InlineData("postgres://db.example/chat?&sslmode=require", "a parameter")]
    [InlineData("postgres://db.example/chat?sslmode=require&&user=ada", "a parameter")]
    [InlineData("postgres://db.example/chat?=require", "a parameter")]
    public void a_broken_part_is_named(string url, string part) => Assert.Contains($"{part}: ", UrlAssert.Refuses(url), StringComparison.Ordinal);
}
