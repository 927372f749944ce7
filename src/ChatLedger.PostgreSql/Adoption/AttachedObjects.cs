using ChatLedger.PostgreSql.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>What others have built on the old tables, which stays with these, and what bears a name that the ledger needs.</summary>
internal sealed class AttachedObjects(AdoptionPlace place, Findings findings)
{
    private const string Pair = "SELECT c.oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname IN ('chat_conversations', 'chat_sessions')";

    private const string Attached = $"""
        WITH pair AS ({Pair})
        SELECT 'constraint', conname::text FROM pg_constraint WHERE conrelid IN (SELECT oid FROM pair) AND contype NOT IN ('p', 'n')
        UNION ALL
        SELECT 'index', indexrelid::regclass::text FROM pg_index AS i
        WHERE indrelid IN (SELECT oid FROM pair) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
        UNION ALL
        SELECT 'trigger', tgname::text FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM pair) AND NOT tgisinternal AND tgname NOT LIKE 'chatledger%'
        UNION ALL
        SELECT 'policy', polname::text FROM pg_policy WHERE polrelid IN (SELECT oid FROM pair)
        UNION ALL
        SELECT 'publication', pub.pubname::text FROM pg_publication_rel AS r JOIN pg_publication AS pub ON pub.oid = r.prpubid WHERE r.prrelid IN (SELECT oid FROM pair)
        UNION ALL
        SELECT DISTINCT 'view', r.ev_class::regclass::text FROM pg_depend AS d JOIN pg_rewrite AS r ON r.oid = d.objid
        WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid IN (SELECT oid FROM pair) AND r.ev_class NOT IN (SELECT oid FROM pair)
        ORDER BY 1, 2
        """;

    private const string PointingHere = $"""
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
        WHERE confrelid IN ({Pair}) AND conrelid NOT IN ({Pair})
        """;

    // Indexes, key and sequence of the old tables themselves go with them.
    private const string NamesTaken = $$"""
        WITH pair AS ({{Pair}})
        SELECT c.relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = $1
            AND (c.relname = ANY ($2) OR c.relname ~ '^chat_conversations_[0-9]{8}$') AND c.relname NOT IN ('chat_conversations', 'chat_sessions')
            AND c.oid NOT IN (SELECT indexrelid FROM pg_index WHERE indrelid IN (SELECT oid FROM pair))
            AND c.oid NOT IN (SELECT objid FROM pg_depend WHERE classid = 'pg_class'::regclass AND refobjid IN (SELECT oid FROM pair) AND deptype IN ('a', 'i'))
        """;

    /// <summary>Looks for them.</summary>
    public async Task LookAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var pointing = await connection.Command(PointingHere, Rows.Text(place.Schema)).QueryAsync(static row => row.GetString(0), cancellation).ConfigureAwait(false);
        foreach (var statement in pointing)
            findings.Obstacle($"Another table refers to the old ones, and would refuse rows for new turns. Run first: {statement}");
        var taken = await connection.Command(NamesTaken, Rows.Text(place.Schema), Rows.Column(NpgsqlDbType.Text, LedgerNames.Relations, static name => name))
            .QueryAsync(static row => row.GetString(0), cancellation).ConfigureAwait(false);
        foreach (var name in taken)
            findings.Obstacle($"{place.Schema} has something called {name}, a name that ChatLedger needs. Rename it first, or, if it is the sequence of chat_conversations.id: ALTER SEQUENCE {name} OWNED BY chat_conversations.id");
        var attached = await connection.Command(Attached, Rows.Text(place.Schema)).QueryAsync(static row => (Kind: row.GetString(0), Name: row.GetString(1)), cancellation).ConfigureAwait(false);
        foreach (var kind in attached.GroupBy(static one => one.Kind))
            findings.Note($"Stays with the old tables, to be made again where it is wanted (but no foreign key to chat_sessions, which would refuse new turns): {kind.Key} {string.Join(", ", kind.Select(static one => one.Name))}.");
    }
}
