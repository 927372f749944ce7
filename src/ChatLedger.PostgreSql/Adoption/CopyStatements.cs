using System.Globalization;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>
/// The statements that copy old rows. A turn without a time gets that of the turn before it by id, else the first known one, else its session's, else
/// the adoption's; a session without one, or without a count, what its turns say. Immutable.
/// </summary>
internal sealed class CopyStatements(AdoptionPlace place, OldTable turns, OldTable sessions, AdoptionRecord record)
{
    private readonly string? _zone = record.TimeZone;
    private readonly string _begun = Time(record.BegunAt);

    /// <summary>Copies the turns after the id <c>$1</c>, or from the first, up to <c>$2</c>, both as text; no later one may have been copied.</summary>
    public string CopyTurns => place.Qualify(
        $$"""
        {{InsertTurns($$"""
            first_value({{KnownTime}}) OVER (PARTITION BY old.adoption_run ORDER BY old.id),
            (SELECT done.timestamp FROM {staging}.chat_conversations AS done WHERE done.id <= $1::bigint ORDER BY done.id DESC LIMIT 1)
            """)}}
        FROM (
            -- A time is carried on to the turns without one that follow: adoption_run counts the known ones so far.
            SELECT old.*, count(old.timestamp) OVER (ORDER BY old.id) AS adoption_run
            FROM {schema}.chat_conversations AS old WHERE ($1 IS NULL OR old.id > $1::bigint) AND old.id <= $2::bigint
        ) AS old
        """);

    /// <summary>Copies the turns with the ids <c>$1</c>.</summary>
    public string CopyChangedTurns => place.Qualify(
        $$"""
        {{InsertTurns("(SELECT done.timestamp FROM {staging}.chat_conversations AS done WHERE done.id < old.id ORDER BY done.id DESC LIMIT 1)")}}
        FROM {schema}.chat_conversations AS old WHERE old.id = ANY ($1)
        """);

    /// <summary>Copies the sessions after the id <c>$1</c>, or from the first, up to <c>$2</c>, in the old table's order.</summary>
    public string CopySessions => place.Qualify(
        $"{InsertSessions}\nFROM {{schema}}.chat_sessions AS old WHERE ($1 IS NULL OR old.id > $1) AND old.id <= $2");

    /// <summary>Copies the sessions with the ids <c>$1</c>.</summary>
    public string CopyChangedSessions => place.Qualify($"{InsertSessions}\nFROM {{schema}}.chat_sessions AS old WHERE old.id = ANY ($1)");

    private string KnownTime => turns.Value("timestamp", "old", _zone);

    private string InsertSessions => Insert(
        sessions,
        ("started_at", $"coalesce({Started}, {OfTurns("min(turn.timestamp)")}, {Active}, {_begun})"),
        ("last_activity", $"coalesce({Active}, {OfTurns("max(turn.timestamp)")}, {Started}, {_begun})"),
        ("total_messages", $"coalesce({sessions.Value("total_messages", "old", _zone)}, {OfTurns("count(*)")})"));

    private string Started => sessions.Value("started_at", "old", _zone);

    private string Active => sessions.Value("last_activity", "old", _zone);

    private string InsertTurns(string before)
    {
        var first = record.FirstTime is { } time ? Time(time) : "NULL::timestamptz";
        var ofSession = $"coalesce({sessions.Value("last_activity", "session", _zone)}, {sessions.Value("started_at", "session", _zone)})";
        var session = $"(SELECT {ofSession} FROM {{schema}}.chat_sessions AS session WHERE session.id = old.session_id)";
        return Insert(turns, ("timestamp", $"coalesce({KnownTime}, {before}, {first}, {session}, {_begun})"));
    }

    private static string OfTurns(string figure) => $"(SELECT {figure} FROM {{staging}}.chat_conversations AS turn WHERE turn.session_id = old.id)";

    /// <summary>The beginning of a statement that takes all columns as they are but for some.</summary>
    private string Insert(OldTable table, params (string Column, string Value)[] filled)
    {
        var columns = table.Rules.Where(rule => table.Find(rule) is not null || filled.Any(one => one.Column == rule.Name))
            .Select(rule => (rule.Name, Value: filled.FirstOrDefault(one => one.Column == rule.Name).Value ?? table.Value(rule.Name, "old", _zone)))
            .Concat(table.Extra.Select(static column => (column.Name, Value: column.Of("old")))).ToList();
        return $"INSERT INTO {{staging}}.{table.Name} ({string.Join(", ", columns.Select(static column => AdoptionPlace.Quote(column.Name)))})\n"
            + $"SELECT {string.Join(", ", columns.Select(static column => column.Value))}";
    }

    // Typed, so that it stands where nothing else says what a null is.
    private static string Time(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"timestamptz '{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'");
}
