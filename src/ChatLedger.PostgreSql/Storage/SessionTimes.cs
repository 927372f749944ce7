using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>
/// Where a session's turns lie, so that a read looks into a few partitions instead of all: between a day before its first and a day after its last
/// activity, and after <see cref="Mark"/>, since plain SQL need not have told the session of its rows. Two steps, because bounds from a
/// subselect do not keep the planner from any partition.
/// </summary>
/// <param name="From">The earliest time.</param>
/// <param name="To">The latest time.</param>
/// <param name="Mark">Up to here every row of plain SQL is within its session's times.</param>
internal readonly record struct SessionTimes(DateTimeOffset From, DateTimeOffset To, DateTimeOffset Mark)
{
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    // A session that had turns before it had a row does not tell where they lie.
    private static readonly SessionTimes Unbounded = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);

    /// <summary>Whether they keep a read from any partition.</summary>
    public bool AreBounds => From > DateTimeOffset.MinValue || To < DateTimeOffset.MaxValue;

    /// <summary>The times of a session that was read.</summary>
    public SessionTimes(ChatSession session, DateTimeOffset mark)
        : this(Add(session.StartedAt, -Margin), Add(session.LastActivity, Margin), mark)
    {
    }

    /// <summary>The times of a session, or null where it has no row: then nothing is known of where its turns lie.</summary>
    public static async Task<SessionTimes?> FindAsync(Database database, NpgsqlConnection connection, string sessionId, CancellationToken cancellation)
    {
        var command = connection.Command(
            database.Qualify(
                """
                SELECT session.started_at, session.last_activity, coalesce(mark.reached, '-infinity'), EXISTS (SELECT 1 FROM {schema}.unbounded_sessions WHERE session_id = $1)
                FROM {schema}.chat_sessions AS session LEFT JOIN {schema}.ledger_marks AS mark ON mark.step = $2
                WHERE session.id = $1
                """),
            Rows.Text(sessionId), Rows.Text(PlainSqlMark.Step));
        await database.PrepareAsync(command, cancellation).ConfigureAwait(false);
        var found = await command.QueryAsync(
            static row => row.GetBoolean(3) ? Unbounded : new SessionTimes(Add(row.Time(0), -Margin), Add(row.Time(1), Margin), row.Time(2)), cancellation).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>A time moved by a margin, but not beyond the ends of time: plain SQL may have written any.</summary>
    public static DateTimeOffset Add(DateTimeOffset time, TimeSpan margin) =>
        margin < TimeSpan.Zero && time - DateTimeOffset.MinValue < -margin ? DateTimeOffset.MinValue
        : margin > TimeSpan.Zero && DateTimeOffset.MaxValue - time < margin ? DateTimeOffset.MaxValue
        : time + margin;
}
