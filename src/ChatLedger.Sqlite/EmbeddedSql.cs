namespace ChatLedger.Sqlite;

/// <summary>Reads the project's <c>.sql</c> files, which are embedded under their path, such as <c>Queries/SessionStats.sql</c>.</summary>
internal static class EmbeddedSql
{
    /// <summary>The text of a file.</summary>
    public static string Read(string path)
    {
        using var stream = typeof(EmbeddedSql).Assembly.GetManifestResourceStream(path)
            ?? throw new InvalidOperationException($"{path} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
