using System.Text;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>
/// What is missing as a script that a database's owner runs with psql: one transaction, the same whatever the session's settings are. What is there
/// already is left alone, or stops the script before anything is changed.
/// </summary>
internal static class PsqlScript
{
    private const string Head = """
        -- The tables of ChatLedger, schema {schema}, for {place}. To be run by the role that is to own them:
        --   psql --set ON_ERROR_STOP=1 --file THIS_FILE postgresql://OWNER@HOST/DATABASE
        -- All of it is done, or nothing.

        """;

    private const string Begin = """

        BEGIN;
        SET LOCAL lock_timeout = '5s';
        SET LOCAL search_path = pg_catalog;
        SET LOCAL standard_conforming_strings = on;
        SET LOCAL client_encoding = 'UTF8';
        SET LOCAL client_min_messages = warning;
        {lock};

        """;

    private const string End = """

        COMMIT;

        """;

    private const string Grants = """

        -- For a server whose role does not own the tables; put its name in place of chatledger_app. It cannot make partitions, so let the owner run
        -- `chatledger init-db` at least once a week.
        -- GRANT USAGE ON SCHEMA {schema} TO chatledger_app;
        -- GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO chatledger_app;
        -- GRANT SELECT ON {schema}.schema_version TO chatledger_app;
        -- GRANT USAGE ON SEQUENCE {schema}.chat_conversations_id_seq TO chatledger_app;

        """;

    /// <param name="database">Where it is to be run.</param>
    /// <param name="missing">The migrations.</param>
    /// <param name="partitions">The statements that make the partitions.</param>
    public static string Of(Database database, IReadOnlyList<Migration> missing, IReadOnlyList<string> partitions)
    {
        var script = new StringBuilder(Head.Replace("{place}", database.Url.Display, StringComparison.Ordinal));
        if (missing.Count + partitions.Count == 0) return database.Qualify(script.Append("\n-- Nothing is missing.\n").Append(GrantsFor()).ToString());
        script.Append(Begin.Replace("{lock}", SchemaVersions.Lock.Replace("$1", $"'{database.Url.Schema}'", StringComparison.Ordinal), StringComparison.Ordinal));
        if (missing.Count > 0) script.Append('\n').Append(SchemaScript.Beginning(database)).AppendJoin("", missing.Select(migration => Unless(database, migration)));
        if (partitions.Count > 0) script.Append("\n-- A partition for every day from the oldest that is kept to a week ahead.\n").AppendJoin('\n', partitions).Append('\n');
        return database.Qualify(script.Append(End).Append(GrantsFor()).ToString());
    }

    /// <summary>The migration where it was not applied yet.</summary>
    private static string Unless(Database database, Migration migration) =>
        $$"""

        DO ${{migration.Name}}$
        DECLARE
            applied text := (SELECT checksum FROM {schema}.schema_version WHERE version = {{migration.Version}});
        BEGIN
        IF applied = '{{migration.Checksum}}' THEN RETURN; END IF;
        IF applied IS NOT NULL THEN RAISE EXCEPTION '{{migration.Name}} was applied in another form than this script has it.'; END IF;

        {{SchemaScript.Of(database, migration, "now()").TrimEnd()}}
        END
        ${{migration.Name}}$;

        """;

    private static string GrantsFor()
    {
        var tables = SchemaCatalog.ReadExpected().Select(static one => one.TableName).OfType<string>().Where(static name => name != "schema_version");
        return Grants.Replace("{tables}", string.Join(", ", tables.Select(static name => $"{{schema}}.{name}")), StringComparison.Ordinal);
    }
}
