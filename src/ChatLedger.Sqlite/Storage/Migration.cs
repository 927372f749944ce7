using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChatLedger.Sqlite.Storage;

/// <summary>A step of the schema: an embedded file <c>Migrations/V001_Name.sql</c>, never edited once it is released.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string Folder = "Migrations/";

    /// <summary>SHA-256 of the text with plain line feeds, lower-case hexadecimal.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>Every migration this program knows, by version.</summary>
    public static IReadOnlyList<Migration> All { get; } =
    [
        .. typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(file => file.StartsWith(Folder, StringComparison.Ordinal))
            .Select(Load)
            .OrderBy(migration => migration.Version),
    ];

    private static Migration Load(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return new Migration(int.Parse(name.AsSpan(1, 3), CultureInfo.InvariantCulture), name, EmbeddedSql.Read(file));
    }
}
