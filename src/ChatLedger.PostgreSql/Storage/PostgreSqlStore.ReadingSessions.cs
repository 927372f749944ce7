using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Storage;

internal sealed partial class PostgreSqlStore
{
    // Sorts after every id.
    private const string Highest = "\U0010FFFF";

    private readonly string _listSessions;

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
            async (connection, token) => await connection.Command(
                _listSessions,
                Rows.Time(query.From ?? DateTimeOffset.MinValue),
                Rows.Time(query.To ?? DateTimeOffset.MaxValue),
                Rows.Time(query.After?.LastActivity ?? DateTimeOffset.MaxValue),
                Rows.Text(query.After?.SessionId ?? Highest),
                Rows.Text(query.UserId),
                Rows.Text(query.TextPattern),
                Rows.Text(query.Mood),
                Rows.Text(query.Status?.ToName()),
                Rows.Text(query.Model),
                Rows.Number(query.Limit),
                Rows.Time(await PlainSqlMark.ReadAsync(_database, connection, token).ConfigureAwait(false))).QueryAsync(SessionRow.Read, token).ConfigureAwait(false),
            cancellation);
    }
}
