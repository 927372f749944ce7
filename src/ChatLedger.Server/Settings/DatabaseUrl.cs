namespace ChatLedger.Server.Settings;

/// <summary>Reads <c>DATABASE_URL</c>.</summary>
internal static class DatabaseUrl
{
    public const string VariableName = "DATABASE_URL";
    private const string SqliteScheme = "sqlite://";

    /// <summary>The path in <c>sqlite:///path</c> (relative) or <c>sqlite:////path</c> (absolute); else null, and the mistake is told without the address.</summary>
    public static string? ReadSqlitePath(string url, List<string> mistakes)
    {
        if (url.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
        {
            mistakes.Add($"{VariableName}: this version stores in SQLite only; use sqlite:///path, or unset it for a file in the data directory.");
            return null;
        }

        if (url.StartsWith(SqliteScheme + "/", StringComparison.OrdinalIgnoreCase) && url.Length > SqliteScheme.Length + 1)
            return Uri.UnescapeDataString(url[(SqliteScheme.Length + 1)..]);
        mistakes.Add($"{VariableName}: it must have the form sqlite:///relative/path or sqlite:////absolute/path.");
        return null;
    }
}
