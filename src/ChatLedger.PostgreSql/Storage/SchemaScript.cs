using System.Globalization;
using System.Text;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>Migrations as SQL text, for the store itself and for a person to run. Nothing in it depends on the session's settings.</summary>
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

    /// <summary>The text that applies these migrations, without a transaction of its own.</summary>
    public static string Of(Database database, IReadOnlyList<Migration> migrations, DateTimeOffset now)
    {
        var script = new StringBuilder();
        if (database.Url.Schema != "public") script.Append("CREATE SCHEMA IF NOT EXISTS {schema};\n\n");
        script.Append(VersionTable);
        foreach (var migration in migrations)
        {
            script.Append('\n').Append(migration.Sql);
            script.Append(CultureInfo.InvariantCulture,
                $"\nINSERT INTO {{schema}}.schema_version (version, name, applied_at, checksum)\nVALUES ({migration.Version}, '{migration.Name}', '{now.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00', '{migration.Checksum}');\n");
        }

        return database.Qualify(script.ToString());
    }
}
