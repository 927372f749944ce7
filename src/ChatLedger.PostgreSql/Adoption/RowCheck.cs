using System.Globalization;
using ChatLedger.PostgreSql.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>Looks through every row of the old tables for what cannot be taken over and for what will be filled.</summary>
internal sealed class RowCheck(AdoptionPlace place, Findings findings)
{
    // Version 15 has no function that says whether a text is JSON.
    private const string IsJson = """
        CREATE OR REPLACE FUNCTION pg_temp.chatledger_is_json(value text) RETURNS boolean LANGUAGE plpgsql AS $body$
        DECLARE
            parsed jsonb;
        BEGIN
            parsed := value;
            RETURN true;
        EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
            RETURN false;
        END
        $body$
        """;

    private static readonly string[] FilledOfSessions = ["started_at", "last_activity", "total_messages"];

    /// <summary>Looks, and counts.</summary>
    public async Task<(long Turns, long Sessions, long Bytes)> LookAsync(
        NpgsqlConnection connection, OldTable turns, OldTable sessions, string? zone, CancellationToken cancellation)
    {
        var needsParsing = new[] { turns, sessions }.Any(static table => table.Rules.Any(rule => table.Find(rule) is { } column && rule.NeedsParsing(column)));
        if (needsParsing) await connection.Command(IsJson).ExecuteAsync(cancellation).ConfigureAwait(false);
        var turnCount = await LookAsync(
            connection, turns,
            [
                new("old.timestamp IS NULL", false, "turns have no time; each gets that of the turn before it"),
                new("NOT EXISTS (SELECT FROM {schema}.chat_sessions AS session WHERE session.id = old.session_id)", false, "turns belong to no session in chat_sessions; they stay as they are"),
            ],
            cancellation).ConfigureAwait(false);
        var sessionCount = await LookAsync(
            connection, sessions,
            [
                .. FilledOfSessions.Where(name => sessions.Columns.Any(column => column.Name == name))
                    .Select(static name => new Check($"old.{name} IS NULL", false, $"sessions have no {name}; each gets what its turns say")),
            ],
            cancellation).ConfigureAwait(false);
        if (needsParsing) await connection.Command("DROP FUNCTION pg_temp.chatledger_is_json(text)").ExecuteAsync(cancellation).ConfigureAwait(false);
        var (bytes, newest) = (await connection.Command(place.Qualify(
            "SELECT pg_total_relation_size('{schema}.chat_conversations') + pg_total_relation_size('{schema}.chat_sessions'), "
            + $"(SELECT max({turns.Value("timestamp", "old", zone)}) FROM {{schema}}.chat_conversations AS old), now()")).QueryAsync(
                static row => (row.GetInt64(0), Newest(row.TimeOrNull(1), row.Time(2))), cancellation).ConfigureAwait(false))[0];
        if (newest is not null) findings.Note(newest);
        return (turnCount, sessionCount, bytes);
    }

    /// <summary>A wrong zone shows first in the newest turn.</summary>
    private static string? Newest(DateTimeOffset? newest, DateTimeOffset now) => newest is not { } time ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"The newest turn is of {time:yyyy-MM-dd HH:mm:ss}Z; the server's time is {now:yyyy-MM-dd HH:mm:ss}Z.{(time > now.AddMinutes(5) ? " That is in the future: is the zone right?" : "")}");

    private async Task<long> LookAsync(NpgsqlConnection connection, OldTable table, List<Check> checks, CancellationToken cancellation)
    {
        foreach (var rule in table.Rules)
        {
            if (table.Find(rule) is not { } column) continue;
            if (rule.Refusal(column) is { } refusal) checks.Add(new Check(refusal, true, $"rows of {table.Name} cannot be taken over, and have to be mended first: {refusal.Replace("old.", "", StringComparison.Ordinal)}"));
            if (rule.NeedsParsing(column)) checks.Add(new Check($"NOT pg_temp.chatledger_is_json({column.Of("old")}::text)", false, $"rows of {table.Name} have {rule.Name} that is no JSON; it is kept as {{\"text\": …}}"));
        }

        var figures = string.Concat(checks.Select(static check => $", count(*) FILTER (WHERE {check.Condition}), left((min(old.id) FILTER (WHERE {check.Condition}))::text, 40)"));
        var found = (await connection.Command(place.Qualify($"SELECT count(*){figures} FROM {{schema}}.{table.Name} AS old")).QueryAsync(
            row => (Rows: row.GetInt64(0), Checks: checks.Select((_, index) => (Count: row.GetInt64(1 + (2 * index)), First: row.TextOrNull(2 + (2 * index)))).ToList()),
            cancellation).ConfigureAwait(false))[0];
        foreach (var (check, (count, first)) in checks.Zip(found.Checks).Where(static pair => pair.Second.Count > 0))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{count:N0} {check.Text} (the first has the id {first}).");
            if (check.IsObstacle) findings.Obstacle(text);
            else findings.Note(text);
        }

        return found.Rows;
    }

    /// <param name="Condition">Which rows, on a row called <c>old</c>.</param>
    /// <param name="IsObstacle">Whether they are in the way.</param>
    /// <param name="Text">What to say behind their number.</param>
    private sealed record Check(string Condition, bool IsObstacle, string Text);
}
