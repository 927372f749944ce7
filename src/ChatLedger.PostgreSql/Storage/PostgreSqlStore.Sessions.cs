using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

internal sealed partial class PostgreSqlStore
{
    /// <inheritdoc/>
    public Task<bool> CreateSessionAsync(ChatSession session, CancellationToken cancellation = default) => ChangeSessionAsync(
        """
        INSERT INTO {schema}.chat_sessions (id, started_at, last_activity, total_messages, metadata, user_id, visitor, ended_at, facets)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
        ON CONFLICT (id) DO NOTHING
        """,
        [
            Rows.Text(session.Id), Rows.Time(session.StartedAt), Rows.Time(session.LastActivity), Rows.Number(session.TotalMessages),
            Rows.Json(session.Metadata), Rows.Text(session.UserId), Rows.Flag(session.Visitor), Rows.Time(session.EndedAt),
        ],
        cancellation);

    /// <inheritdoc/>
    public Task<bool> UpdateSessionAsync(string sessionId, SessionUpdate update, DateTimeOffset now, CancellationToken cancellation = default) => ChangeSessionAsync(
        """
        UPDATE {schema}.chat_sessions
        SET user_id = coalesce($2, user_id), metadata = coalesce($3, metadata), last_activity = greatest(last_activity, $4)
        WHERE id = $1
        """,
        [Rows.Text(sessionId), Rows.Text(update.UserId), Rows.Json(update.Metadata), Rows.Time(now)],
        cancellation);

    /// <inheritdoc/>
    public Task<bool> EndSessionAsync(string sessionId, DateTimeOffset now, CancellationToken cancellation = default) => ChangeSessionAsync(
        "UPDATE {schema}.chat_sessions SET ended_at = coalesce(ended_at, $2) WHERE id = $1 AND visitor",
        [Rows.Text(sessionId), Rows.Time(now)],
        cancellation);

    private Task<bool> ChangeSessionAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellation) => _database.UseAsync(
        async (connection, token) => await connection.Command(_database.Qualify(sql), parameters).ExecuteAsync(token).ConfigureAwait(false) > 0,
        cancellation);
}
