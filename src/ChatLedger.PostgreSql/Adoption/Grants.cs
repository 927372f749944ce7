using ChatLedger.PostgreSql.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>The rights that others have on the old tables, as statements that give them on the ledger's.</summary>
internal static class Grants
{
    /// <summary>The statements, each ended; none where only the owner uses the tables.</summary>
    public static async Task<string> ReadAsync(AdoptionPlace place, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var statements = await connection.Command(
            """
            WITH old AS (
                SELECT c.oid, c.relowner, c.relacl, c.relname, 'TABLE' AS kind
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = $1 AND c.relname IN ('chat_conversations', 'chat_sessions')
                UNION ALL
                SELECT c.oid, c.relowner, c.relacl, 'chat_conversations_id_seq', 'SEQUENCE'
                FROM pg_class AS c WHERE c.oid = pg_get_serial_sequence($2, 'id')::regclass
            ),
            given AS (
                SELECT old.kind, old.relname, old.relowner, acl.grantee, acl.is_grantable, acl.privilege_type AS privilege
                FROM old, aclexplode(old.relacl) AS acl
                UNION ALL
                SELECT old.kind, old.relname, old.relowner, acl.grantee, acl.is_grantable, format('%s (%I)', acl.privilege_type, a.attname)
                FROM old JOIN pg_attribute AS a ON a.attrelid = old.oid AND a.attnum > 0 AND NOT a.attisdropped, aclexplode(a.attacl) AS acl
            )
            SELECT format(
                'GRANT %s ON %s %I.%I TO %s%s;', given.privilege, given.kind, $1, given.relname,
                CASE given.grantee WHEN 0 THEN 'PUBLIC' ELSE format('%I', pg_get_userbyid(given.grantee)) END,
                CASE WHEN given.is_grantable THEN ' WITH GRANT OPTION' END)
            FROM given
            WHERE given.grantee <> given.relowner
            """,
            Rows.Text(place.Schema), Rows.Text(place.Qualify("{schema}.chat_conversations"))).QueryAsync(static row => row.GetString(0), cancellation).ConfigureAwait(false);
        return string.Concat(statements.Select(static statement => statement + "\n"));
    }
}
