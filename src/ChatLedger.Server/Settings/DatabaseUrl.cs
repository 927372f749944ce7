using ChatLedger.PostgreSql;

namespace ChatLedger.Server.Settings;

/// <summary>Reads <c>DATABASE_URL</c>, whose scheme says which option it sets.</summary>
internal static class DatabaseUrl
{
    public const string VariableName = "DATABASE_URL";
    public const string PostgreSqlPath = "Store:PostgreSqlUrl";
    private const string SqlitePath = "Store:SqlitePath";
    private const string SqliteScheme = "sqlite:///";

    /// <summary>The option and its value; null where the address is wrong, which is told without the address.</summary>
    public static (string Path, string Value)? Read(string url, List<string> mistakes)
    {
        if (url.Contains("://", StringComparison.Ordinal) && url[..url.IndexOf(':', StringComparison.Ordinal)].ToUpperInvariant() is "POSTGRES" or "POSTGRESQL")
            return (PostgreSqlPath, url);
        // sqlite:///path is relative, sqlite:////path absolute.
        if (url.StartsWith(SqliteScheme, StringComparison.OrdinalIgnoreCase) && url.Length > SqliteScheme.Length)
            return (SqlitePath, Uri.UnescapeDataString(url[SqliteScheme.Length..]));
        mistakes.Add($"{VariableName}: it must have the form postgresql://user:password@host/database, sqlite:///relative/path or sqlite:////absolute/path.");
        return null;
    }

    /// <summary>Tells what is wrong with the address of a PostgreSQL database, never showing it.</summary>
    public static void Check(string? postgreSqlUrl, string name, List<string> mistakes)
    {
        if (postgreSqlUrl is null) return;
        try
        {
            PostgreSqlUrl.Parse(postgreSqlUrl);
        }
        catch (FormatException exception)
        {
            mistakes.Add($"{name}: {exception.Message}");
        }
    }
}
