using ChatLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ChatLedger.PostgreSql.Storage;

internal sealed partial class PostgreSqlStore
{
    // Sorts after every id.
    private const string Highest = "\U0010FFFF";
    private const int CandidatesMax = 1_000;

    private readonly string _listSessions;
    private readonly string _confirmSessions;

    /// <inheritdoc/>
    public Task<ChatSession?> FindSessionAsync(string sessionId, CancellationToken cancellation = default) => _database.UseAsync(
        async (connection, token) =>
        {
            var command = connection.Command(_database.Qualify($"SELECT {SessionRow.Columns} FROM {{schema}}.chat_sessions WHERE id = $1"), Rows.Text(sessionId));
            await _database.PrepareAsync(command, token).ConfigureAwait(false);
            return (await command.QueryAsync(SessionRow.Read, token).ConfigureAwait(false)).SingleOrDefault();
        },
        cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChatSession>> ListSessionsAsync(SessionQuery query, CancellationToken cancellation = default)
    {
        query.Validate();
        return _database.UseAsync<IReadOnlyList<ChatSession>>(
            async (connection, token) => await ReadSessionsAsync(connection, query, token).ConfigureAwait(false), cancellation);
    }

    /// <summary>Reads a page; in rounds where the turns have a say, since some of the sessions that might belong to it do not.</summary>
    private async Task<List<ChatSession>> ReadSessionsAsync(NpgsqlConnection connection, SessionQuery query, CancellationToken cancellation)
    {
        if (SessionFacets.Of(query) == 0) return await FindCandidatesAsync(connection, query, [], cancellation).ConfigureAwait(false);
        var mark = await PlainSqlMark.ReadAsync(_database, connection, cancellation).ConfigureAwait(false);
        var unseen = await FindUnseenAsync(connection, mark, cancellation).ConfigureAwait(false);
        var page = new List<ChatSession>();
        for (var round = query; ; round = round with { Limit = Math.Min(round.Limit * 2, CandidatesMax) })
        {
            var candidates = await FindCandidatesAsync(connection, round, unseen, cancellation).ConfigureAwait(false);
            var confirmed = await ConfirmAsync(connection, query, candidates, mark, cancellation).ConfigureAwait(false);
            page.AddRange(candidates.Where(candidate => confirmed.Contains(candidate.Id)).Take(query.Limit - page.Count));
            if (candidates.Count < round.Limit || page.Count == query.Limit) return page;
            round = round with { After = new SessionPosition(candidates[^1].LastActivity, candidates[^1].Id) };
        }
    }

    /// <summary>The sessions for which plain SQL wrote what no step has seen to.</summary>
    private Task<List<string>> FindUnseenAsync(NpgsqlConnection connection, DateTimeOffset mark, CancellationToken cancellation) =>
        connection.Command(
            _database.Qualify("SELECT DISTINCT session_id FROM {schema}.chat_conversations WHERE turn_id IS NULL AND timestamp > $1"), Rows.Time(mark))
            .QueryAsync(static row => row.GetString(0), cancellation);

    private Task<List<ChatSession>> FindCandidatesAsync(
        NpgsqlConnection connection, SessionQuery query, List<string> unseen, CancellationToken cancellation) =>
        connection.Command(
            _listSessions,
            Rows.Time(query.From ?? DateTimeOffset.MinValue),
            Rows.Time(query.To ?? DateTimeOffset.MaxValue),
            Rows.Time(query.After?.LastActivity ?? DateTimeOffset.MaxValue),
            Rows.Text(query.After?.SessionId ?? Highest),
            Rows.Text(query.UserId),
            Rows.Text(query.TextPattern),
            Rows.Number(SessionFacets.Of(query)),
            Rows.Number(query.Limit),
            Rows.Column(NpgsqlDbType.Text, unseen, static id => id)).QueryAsync(SessionRow.Read, cancellation);

    private async Task<HashSet<string>> ConfirmAsync(
        NpgsqlConnection connection, SessionQuery query, List<ChatSession> candidates, DateTimeOffset mark, CancellationToken cancellation)
    {
        if (candidates.Count == 0) return [];
        var times = candidates.ConvertAll(candidate => new SessionTimes(candidate, mark));
        var command = connection.Command(
            _confirmSessions,
            Rows.Column(NpgsqlDbType.Text, candidates, static candidate => candidate.Id),
            Rows.Column(NpgsqlDbType.TimestampTz, times, static time => time.From.UtcDateTime),
            Rows.Column(NpgsqlDbType.TimestampTz, times, static time => time.To.UtcDateTime),
            Rows.Text(query.Mood),
            Rows.Text(query.Status?.ToName()),
            Rows.Text(query.Model),
            Rows.Time(times.Min(static time => time.From)),
            Rows.Time(times.Max(static time => time.To)),
            Rows.Time(mark));
        return (await command.QueryAsync(static row => row.GetString(0), cancellation).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
    }
}
