using ChatLedger.PostgreSql.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>
/// Which rows of the old tables live programs write while these are copied. Triggers note the ids only: a noted row is copied again as it then is, so
/// neither the order of changes nor their number matters.
/// </summary>
internal static class ChangeLog
{
    /// <summary>So many notes of each table are taken at once.</summary>
    public const int RowsMax = 2000;

    /// <summary>
    /// The logs and the triggers that fill them. They act with the rights of whoever adopts, since a live program need have none on them, and always,
    /// also for rows that replication writes.
    /// </summary>
    public static string Start { get; } = OfTable("chat_conversations", "bigint") + OfTable("chat_sessions", "text");

    /// <summary>Ends the noting, wherever the old tables are by now.</summary>
    public const string Stop = """
        DROP TRIGGER IF EXISTS chatledger_adoption ON {old}.chat_conversations;
        DROP TRIGGER IF EXISTS chatledger_adoption_truncate ON {old}.chat_conversations;
        DROP TRIGGER IF EXISTS chatledger_adoption ON {old}.chat_sessions;
        DROP TRIGGER IF EXISTS chatledger_adoption_truncate ON {old}.chat_sessions;
        """;

    /// <summary>Brings rows that were noted up to date, some thousands at most; returns how many notes that took, 0 where none were left.</summary>
    public static async Task<int> FollowAsync(AdoptionPlace place, NpgsqlConnection connection, CopyStatements statements, CancellationToken cancellation)
    {
        // The notes are taken by one statement and the rows read by a later one: what a note tells of is visible to it.
        var turns = await connection.Command(place.Qualify(Take("chat_conversations")), Rows.Number(RowsMax)).QueryAsync(static row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        if (turns.Count > 0)
        {
            var ids = turns.Distinct().ToArray();
            await connection.Command(place.Qualify("DELETE FROM {staging}.chat_conversations WHERE id = ANY ($1)"), new NpgsqlParameter<long[]> { TypedValue = ids }).ExecuteAsync(cancellation).ConfigureAwait(false);
            await connection.Command(statements.CopyChangedTurns, new NpgsqlParameter<long[]> { TypedValue = ids }).ExecuteAsync(cancellation).ConfigureAwait(false);
        }

        var sessions = await connection.Command(place.Qualify(Take("chat_sessions")), Rows.Number(RowsMax)).QueryAsync(static row => row.GetString(0), cancellation).ConfigureAwait(false);
        if (sessions.Count > 0)
        {
            var ids = sessions.Distinct(StringComparer.Ordinal).ToArray();
            await connection.Command(place.Qualify("DELETE FROM {staging}.chat_sessions WHERE id = ANY ($1)"), new NpgsqlParameter<string[]> { TypedValue = ids }).ExecuteAsync(cancellation).ConfigureAwait(false);
            await connection.Command(statements.CopyChangedSessions, new NpgsqlParameter<string[]> { TypedValue = ids }).ExecuteAsync(cancellation).ConfigureAwait(false);
        }

        return turns.Count + sessions.Count;
    }

    private static string Take(string table) =>
        $"DELETE FROM {{staging}}.adoption_{table} WHERE note IN (SELECT note FROM {{staging}}.adoption_{table} ORDER BY note LIMIT $1) RETURNING id";

    private static string OfTable(string table, string idType) => $$"""
        CREATE TABLE {staging}.adoption_{{table}} (note bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id {{idType}} NOT NULL);

        CREATE FUNCTION {staging}.adoption_note_{{table}}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
        BEGIN
            IF TG_OP = 'TRUNCATE' THEN
                INSERT INTO {staging}.adoption_{{table}} (id) SELECT id FROM {schema}.{{table}};
                RETURN NULL;
            END IF;
            IF TG_OP <> 'INSERT' THEN
                INSERT INTO {staging}.adoption_{{table}} (id) VALUES (OLD.id);
            END IF;
            IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.id <> OLD.id) THEN
                INSERT INTO {staging}.adoption_{{table}} (id) VALUES (NEW.id);
            END IF;
            RETURN NULL;
        END
        $body$;

        CREATE TRIGGER chatledger_adoption AFTER INSERT OR UPDATE OR DELETE ON {schema}.{{table}}
            FOR EACH ROW EXECUTE FUNCTION {staging}.adoption_note_{{table}}();
        CREATE TRIGGER chatledger_adoption_truncate BEFORE TRUNCATE ON {schema}.{{table}}
            FOR EACH STATEMENT EXECUTE FUNCTION {staging}.adoption_note_{{table}}();
        ALTER TABLE {schema}.{{table}} ENABLE ALWAYS TRIGGER chatledger_adoption;
        ALTER TABLE {schema}.{{table}} ENABLE ALWAYS TRIGGER chatledger_adoption_truncate;

        """;
}
