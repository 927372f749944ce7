using System.Reflection;

namespace ChatLedger.Storage;

/// <summary>Reads a store's <c>.sql</c> files, which are embedded in its assembly under their path, such as <c>Queries/SessionStats.sql</c>. Thread-safe.</summary>
/// <param name="assembly">The store's assembly.</param>
public sealed class EmbeddedSql(Assembly assembly)
{
    private const string MigrationsFolder = "Migrations/V";

    /// <summary>The text of a file.</summary>
    public string Read(string path)
    {
        using var stream = assembly.GetManifestResourceStream(path) ?? throw new InvalidOperationException($"{path} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Every migration of the store, by version.</summary>
    public IReadOnlyList<Migration> ReadMigrations() =>
    [
        .. assembly.GetManifestResourceNames()
            .Where(static file => file.StartsWith(MigrationsFolder, StringComparison.Ordinal))
            .Select(file => Migration.Parse(Path.GetFileNameWithoutExtension(file), Read(file)))
            .OrderBy(static migration => migration.Version),
    ];
}
