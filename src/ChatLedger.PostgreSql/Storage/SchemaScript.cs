using System.Globalization;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>Migrations as SQL text. Nothing in it depends on the session's settings.</summary>
internal static class SchemaScript
{
    private const string VersionTable = """
        CREATE TABLE IF NOT EXISTS {schema}.schema_version (
            version    integer     PRIMARY KEY,
            name       text        NOT NULL,
            applied_at timestamptz NOT NULL,
            checksum   text        NOT NULL
        );

        """;

    // CREATE SCHEMA IF NOT EXISTS asks for the right to make one, also where there is nothing to make.
    private const string MissingSchema = """
        DO $schema$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = '{name}') THEN CREATE SCHEMA {schema}; END IF;
        END $schema$;


        """;

    /// <summary>The text that applies these migrations, without a transaction of its own.</summary>
    public static string Of(Database database, IReadOnlyList<Migration> migrations, DateTimeOffset now)
    {
        var appliedAt = string.Create(CultureInfo.InvariantCulture, $"'{now.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'");
        return Beginning(database) + string.Concat(migrations.Select(migration => $"\n{Of(database, migration, appliedAt)}"));
    }

    /// <summary>The schema and the table of versions, where there are none.</summary>
    public static string Beginning(Database database)
    {
        var schema = database.Url.Schema == "public" ? "" : MissingSchema.Replace("{name}", database.Url.Schema, StringComparison.Ordinal);
        return database.Qualify(schema + VersionTable);
    }

    /// <summary>One migration and the note that it was applied.</summary>
    /// <param name="database">Where.</param>
    /// <param name="migration">The migration.</param>
    /// <param name="appliedAt">An SQL expression.</param>
    public static string Of(Database database, Migration migration, string appliedAt) => database.Qualify(
        $"""
        {migration.Sql.TrimEnd()}

        INSERT INTO {"{schema}"}.schema_version (version, name, applied_at, checksum)
        VALUES ({migration.Version}, '{migration.Name}', {appliedAt}, '{migration.Checksum}');

        """);
}
