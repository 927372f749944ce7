using ChatLedger.PostgreSql.Storage;
using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>
/// Puts the new tables in the place of the old ones, in one transaction under lock: the last changes, a comparison of both sides, then names only.
/// Statements of live programs that wait meanwhile find the new tables by their names.
/// </summary>
internal sealed class TableSwap(AdoptionPlace place)
{
    private const string MoveOld = """
        CREATE SCHEMA {kept};
        COMMENT ON SCHEMA {kept} IS 'The tables that ChatLedger''s own replaced, as they were then. chatledger init-db --adopt --drop-old drops them.';
        ALTER TABLE {schema}.chat_conversations SET SCHEMA {kept};
        ALTER TABLE {schema}.chat_sessions SET SCHEMA {kept};

        """;

    private const string DropNotes = """
        DROP TABLE {staging}.adoption, {staging}.adoption_chat_conversations, {staging}.adoption_chat_sessions;
        DROP FUNCTION {staging}.adoption_note_chat_conversations(), {staging}.adoption_note_chat_sessions(), {staging}.adoption_json(text);

        """;

    // Sessions need not cover their old turns: until the step for rows of plain SQL has seen all of them, no read may rely on it.
    private const string Finish = """
        UPDATE {schema}.ledger_marks SET reached = '-infinity';
        DROP SCHEMA {staging};
        """;

    private const string AnyFacets = "ALTER TABLE {staging}.chat_sessions ALTER COLUMN facets SET DEFAULT -1;\n";

    /// <summary>Swaps; returns the rows of both tables.</summary>
    /// <exception cref="StoreException">Nothing was swapped: the two sides differ, or what the old tables' columns are has changed.</exception>
    public Task<(long Turns, long Sessions)> RunAsync(CancellationToken cancellation) => place.InTransactionAsync(SwapAsync, cancellation);

    private async Task<(long Turns, long Sessions)> SwapAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await TableLock.AgainstEveryoneAsync(place, connection, cancellation).ConfigureAwait(false);
        var (_, statements) = await AdoptionRecord.ContinueAsync(place, connection, cancellation).ConfigureAwait(false);
        while (await ChangeLog.FollowAsync(place, connection, statements, cancellation).ConfigureAwait(false) > 0) { }
        var rows = await CompareAsync(connection, cancellation).ConfigureAwait(false);
        var grants = await Grants.ReadAsync(place, connection, cancellation).ConfigureAwait(false);
        await SetSequenceAsync(connection, cancellation).ConfigureAwait(false);
        var moves = await ReadMovesAsync(connection, cancellation).ConfigureAwait(false);
        var stop = ChangeLog.Stop.Replace("{old}", "{schema}", StringComparison.Ordinal);
        await connection.Command(place.Qualify($"{stop}\n{DropNotes}{MoveOld}{AnyFacets}{moves}{grants}{Finish}")).ExecuteAsync(cancellation).ConfigureAwait(false);
        return rows;
    }

    private async Task<(long Turns, long Sessions)> CompareAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var sides = await connection.Command(place.Qualify(
            """
            SELECT turns.count, turns.sum::text, sessions.count
            FROM (SELECT count(*), sum(id) FROM {schema}.chat_conversations) AS turns, (SELECT count(*) FROM {schema}.chat_sessions) AS sessions
            UNION ALL
            SELECT turns.count, turns.sum::text, sessions.count
            FROM (SELECT count(*), sum(id) FROM {staging}.chat_conversations) AS turns, (SELECT count(*) FROM {staging}.chat_sessions) AS sessions
            """)).QueryAsync(static row => (Turns: row.GetInt64(0), Ids: row.TextOrNull(1), Sessions: row.GetInt64(2)), cancellation).ConfigureAwait(false);
        return sides[0] == sides[1]
            ? (sides[0].Turns, sides[0].Sessions)
            : throw new StoreException(
                StoreFailure.Schema,
                $"The old tables have {sides[0].Turns} turns and {sides[0].Sessions} sessions, the new ones {sides[1].Turns} and {sides[1].Sessions}: they were not swapped, and the old ones "
                + "are as they were. Something wrote them past their triggers. Run chatledger init-db --adopt --undo, then begin again.");
    }

    /// <summary>Numbers go on behind the old sequence, which may be ahead of the rows: a number once given away is not given again.</summary>
    private async Task SetSequenceAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var sequence = (await connection.Command(
            "SELECT pg_get_serial_sequence($1, 'id')", Rows.Text(place.Qualify("{schema}.chat_conversations"))).QueryAsync(static row => row.TextOrNull(0), cancellation).ConfigureAwait(false))[0];
        var last = sequence is null ? "0" : $"(SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence})";
        await connection.Command(place.Qualify(
            $"""
            SELECT setval('{AdoptionPlace.Quote(place.StagingSchema)}.chat_conversations_id_seq', greatest(1, reached), reached > 0)
            FROM (SELECT greatest((SELECT max(id) FROM {place.Qualify("{schema}.chat_conversations")}), {last}) AS reached) AS old
            """)).ExecuteAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>What moves every table of ours, partitions too; indexes and the sequence go with their tables.</summary>
    private async Task<string> ReadMovesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var tables = await connection.Command(
            """
            SELECT c.relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND c.relname <> 'adoption' AND c.relname NOT LIKE 'adoption\_%'
            """,
            Rows.Text(place.StagingSchema)).QueryAsync(static row => row.GetString(0), cancellation).ConfigureAwait(false);
        return string.Concat(tables.Select(static table => $"ALTER TABLE {{staging}}.{AdoptionPlace.Quote(table)} SET SCHEMA {{schema}};\n"));
    }
}
