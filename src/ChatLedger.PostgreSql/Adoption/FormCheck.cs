using ChatLedger.PostgreSql.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>Whether an old table is of a form that can be adopted: an ordinary table of this role's with a unique id and columns of fitting types.</summary>
internal sealed class FormCheck(AdoptionPlace place, Findings findings)
{
    /// <summary>Looks at a table.</summary>
    public async Task LookAsync(NpgsqlConnection connection, OldTable table, string? zone, CancellationToken cancellation)
    {
        if (table.Columns.Count == 0)
        {
            findings.Obstacle($"There is no table {table.Name} beside the other. Make an empty one first, with at least: {string.Join(", ", table.Rules.Where(static rule => rule.IsRequired).Select(static rule => $"{rule.Name} {rule.Types[0]}"))}");
            return;
        }

        await LookAtTableAsync(connection, table, cancellation).ConfigureAwait(false);
        foreach (var rule in table.Rules) LookAtColumn(table, rule, zone);
        foreach (var extra in table.Extra)
        {
            if (LedgerNames.HasColumn(table.Name, extra.Name)) findings.Obstacle($"{table.Name}.{extra.Name} has the name of a column that ChatLedger adds. Rename it first: ALTER TABLE {table.Name} RENAME COLUMN {extra.Name} TO …");
            else if (extra.IsGenerated) findings.Obstacle($"{table.Name}.{extra.Name} is computed by the server, which cannot be carried over. Drop it first, or make it an ordinary column: ALTER TABLE {table.Name} ALTER COLUMN {extra.Name} DROP EXPRESSION");
            else findings.Note($"{table.Name}.{extra.Name} is no column of ChatLedger's; it is carried over as it is, nullable.");
        }
    }

    private async Task LookAtTableAsync(NpgsqlConnection connection, OldTable table, CancellationToken cancellation)
    {
        var form = (await connection.Command(
            """
            SELECT c.relkind = 'r' AND NOT c.relispartition AND NOT c.relhassubclass, c.relrowsecurity AND c.relforcerowsecurity, c.relrowsecurity,
                pg_get_userbyid(c.relowner)::text, pg_get_userbyid(c.relowner) = current_user,
                EXISTS (SELECT FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'id' AND i.indkey[0] = a.attnum
                    WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indnkeyatts = 1)
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relname = $2
            """,
            Rows.Text(place.Schema), Rows.Text(table.Name)).QueryAsync(
                static row => (IsPlain: row.GetBoolean(0), HidesRows: row.GetBoolean(1), HasPolicies: row.GetBoolean(2), Owner: row.GetString(3), IsOwn: row.GetBoolean(4), HasKey: row.GetBoolean(5)),
                cancellation).ConfigureAwait(false))[0];
        if (!form.IsPlain) findings.Obstacle($"{table.Name} is no ordinary table but a view, partitioned or inherited. Only an ordinary table can be adopted: copy it into one of this name first.");
        if (form.HidesRows) findings.Obstacle($"{table.Name} hides rows from its owner. Run first: ALTER TABLE {table.Name} NO FORCE ROW LEVEL SECURITY");
        else if (form.HasPolicies) findings.Obstacle($"{table.Name} has row security, whose policies are not carried over, while the rights of roles are: they would see every row. Run first: ALTER TABLE {table.Name} DISABLE ROW LEVEL SECURITY, and enable it on the new tables with policies of their own.");
        if (!form.IsOwn) findings.Obstacle($"{table.Name} belongs to the role {AdoptionPlace.Quote(form.Owner)}. Name that role in DATABASE_URL for this command.");
        if (!form.HasKey) findings.Obstacle($"{table.Name}.id has no unique index, so no row can be told from another. Run first: ALTER TABLE {table.Name} ADD PRIMARY KEY (id)");
    }

    private void LookAtColumn(OldTable table, OldColumnRule rule, string? zone)
    {
        if (table.Find(rule) is not { } column)
        {
            if (rule.IsRequired) findings.Obstacle($"{table.Name} has no column {rule.Name}, without which it cannot be adopted.");
            else findings.Note($"{table.Name} has no column {rule.Name}; it is filled.");
        }
        else if (!rule.Types.Contains(column.Type))
        {
            findings.Obstacle($"{table.Name}.{rule.Name} is of type {column.Declaration}, and must be one of: {string.Join(", ", rule.Types)}. Run first: ALTER TABLE {table.Name} ALTER COLUMN {rule.Name} TYPE {rule.Types[0]}");
        }
        else if (rule.NeedsZone(column))
        {
            if (zone is null) findings.Obstacle($"{table.Name}.{rule.Name} has no time zone. Say in which its values were written, with --time-zone and a name such as UTC or Europe/Berlin: for DEFAULT now() it is the TimeZone of the connections that wrote.");
            else findings.Note($"{table.Name}.{rule.Name} has no time zone; its values are read as {zone}.");
        }
    }
}
