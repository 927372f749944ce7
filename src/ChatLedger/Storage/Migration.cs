using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChatLedger.Storage;

/// <summary>A step of a store's schema: a file <c>Migrations/V001_Name.sql</c>, never edited once it is released. Immutable.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Sql">The file's text.</param>
public sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>SHA-256 of the text with plain line feeds, lower-case hexadecimal.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    internal static Migration Parse(string name, string sql) => new(int.Parse(name.AsSpan(1, 3), CultureInfo.InvariantCulture), name, sql);

    /// <summary>Compares what a database says was applied with what this program knows.</summary>
    /// <param name="known">The program's migrations, by version.</param>
    /// <param name="applied">The database's, by version.</param>
    /// <param name="store">What to call the database in a message.</param>
    /// <returns>The version in force, 0 for an empty database.</returns>
    /// <exception cref="StoreException">The database is newer than this program, or a migration is not the one this program knows.</exception>
    public static int Verify(IReadOnlyList<Migration> known, IEnumerable<AppliedMigration> applied, string store)
    {
        var version = 0;
        foreach (var migration in applied)
        {
            if (known.FirstOrDefault(one => one.Version == migration.Version) is not { } ours)
                throw new StoreException(
                    StoreFailure.Schema,
                    $"The store {store} has schema version {migration.Version} ({migration.Name}); this program knows up to {known[^1].Version}. Start the newer program instead.");
            if (ours.Checksum != migration.Checksum)
                throw new StoreException(
                    StoreFailure.Schema,
                    $"The store {store} was made by another form of {migration.Name} than this program's. Start the program that made it, or restore a backup.");
            version = migration.Version;
        }

        return version;
    }

    /// <summary>Every difference between what a database says was applied and what this program knows, a sentence each.</summary>
    /// <param name="known">The program's migrations, by version.</param>
    /// <param name="applied">The database's.</param>
    public static IEnumerable<string> Compare(IReadOnlyList<Migration> known, IReadOnlyCollection<AppliedMigration> applied)
    {
        foreach (var ours in known)
        {
            var theirs = applied.FirstOrDefault(one => one.Version == ours.Version);
            if (theirs.Version == 0) yield return $"migration {ours.Name} is missing; run: chatledger init-db";
            else if (theirs.Checksum != ours.Checksum) yield return $"migration {ours.Name} was applied in another form than this program's";
        }

        foreach (var theirs in applied.Where(theirs => theirs.Version > known[^1].Version))
            yield return $"migration {theirs.Name} was applied by a newer program than this, which knows up to version {known[^1].Version}";
    }
}

/// <summary>A row of <c>schema_version</c>.</summary>
/// <param name="Version">The migration's number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Checksum">The checksum of the text that was applied.</param>
public readonly record struct AppliedMigration(int Version, string Name, string Checksum);
