using ChatLedger.PostgreSql.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>One of the two old tables, as the catalogs have it. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rules">What its columns have to be.</param>
/// <param name="Columns">Its columns, in their order; none where there is no such table.</param>
internal sealed record OldTable(string Name, IReadOnlyList<OldColumnRule> Rules, IReadOnlyList<OldColumn> Columns)
{
    private static readonly OldTable Turns = new(
        "chat_conversations",
        [
            new("id", OldKind.LongNumber, IsRequired: true, MayBeNull: false),
            new("session_id", OldKind.Text, IsRequired: true, MayBeNull: false, LengthMax: 255),
            new("user_message", OldKind.Text, IsRequired: true, MayBeNull: false),
            new("ai_response", OldKind.Text, IsRequired: true, MayBeNull: false),
            new("mood", OldKind.Text, LengthMax: 50),
            new("timestamp", OldKind.Time, IsRequired: true),
            new("user_ip", OldKind.Text, LengthMax: 45),
            new("user_agent", OldKind.Text),
            new("response_time_ms", OldKind.Number),
            new("metadata", OldKind.Json),
        ],
        []);

    private static readonly OldTable Sessions = new(
        "chat_sessions",
        [
            new("id", OldKind.Text, IsRequired: true, MayBeNull: false, LengthMax: 255),
            new("started_at", OldKind.Time),
            new("last_activity", OldKind.Time),
            new("total_messages", OldKind.Number),
            new("metadata", OldKind.Json),
        ],
        []);

    /// <summary>Columns that the ledger does not know. They are carried over, so that programs that write them go on.</summary>
    public IEnumerable<OldColumn> Extra => Columns.Where(column => Rules.All(rule => rule.Name != column.Name));

    /// <summary>Its columns in one line: an adoption that was begun with other ones cannot go on.</summary>
    public string Shape => $"{Name}({string.Join(", ", Columns.Select(static column => $"{column.Name} {column.Declaration}"))})";

    /// <summary>The column for a rule, or null.</summary>
    public OldColumn? Find(OldColumnRule rule) => Columns.FirstOrDefault(column => column.Name == rule.Name);

    /// <summary>A column's value as the ledger's type, in a row that is called so.</summary>
    public string Value(string column, string row, string? timeZone)
    {
        var rule = Rules.First(rule => rule.Name == column);
        return rule.Value(Find(rule), row, timeZone);
    }

    /// <summary>Reads both from the catalogs.</summary>
    public static async Task<(OldTable Turns, OldTable Sessions)> ReadAsync(AdoptionPlace place, NpgsqlConnection connection, CancellationToken cancellation) =>
        (Turns with { Columns = await ReadColumnsAsync(place, connection, Turns.Name, cancellation).ConfigureAwait(false) },
            Sessions with { Columns = await ReadColumnsAsync(place, connection, Sessions.Name, cancellation).ConfigureAwait(false) });

    private static Task<List<OldColumn>> ReadColumnsAsync(AdoptionPlace place, NpgsqlConnection connection, string table, CancellationToken cancellation) =>
        connection.Command(
            """
            SELECT a.attname::text, format_type(a.atttypid, NULL), format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> ''
            FROM pg_attribute AS a
            JOIN pg_class AS c ON c.oid = a.attrelid
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """,
            Rows.Text(place.Schema), Rows.Text(table)).QueryAsync(
                static row => new OldColumn(row.GetString(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.GetBoolean(4)), cancellation);
}
