using System.Globalization;

namespace ChatLedger.PostgreSql.Tests.Connection;

/// <summary>What a URL became.</summary>
internal static class UrlAssert
{
    /// <summary>That a URL sets one of the driver's connection string keywords to a value; empty where it leaves it unset.</summary>
    public static void Sets(string url, string keyword, string value) =>
        Assert.Equal(value, Convert.ToString(PostgreSqlUrl.Parse(url).ToConnectionString()[keyword], CultureInfo.InvariantCulture));

    /// <summary>That a URL is refused; returns what is said about it.</summary>
    public static string Refuses(string url)
    {
        var refusal = Assert.Throws<FormatException>(() => PostgreSqlUrl.Parse(url));
        Assert.Null(refusal.InnerException);
        return refusal.Message;
    }
}
