using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>
/// Up to which time the rows that plain SQL wrote are known to their sessions. A row's default time is its transaction's beginning, so the mark may
/// pass a time only when every transaction that was open then is over. Not thread-safe; the mark itself is shared by all servers.
/// </summary>
internal sealed class PlainSqlMark(Database database)
{
    /// <summary>Its name in <c>ledger_marks</c>.</summary>
    public const string Step = "plain-sql";

    // A statement's time is taken a moment before its transaction can be seen among the locks.
    private const string Look = """
        SELECT clock_timestamp() - interval '1 second', array_agg(DISTINCT virtualtransaction)
        FROM pg_locks
        WHERE locktype IN ('virtualxid', 'transactionid') AND pid IS DISTINCT FROM pg_backend_pid()
        """;

    private DateTimeOffset _candidate;
    private HashSet<string>? _open;

    /// <summary>The mark; the beginning of time where there is none, so that nothing is passed over.</summary>
    public static async Task<DateTimeOffset> ReadAsync(Database database, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var command = connection.Command(database.Qualify("SELECT reached FROM {schema}.ledger_marks WHERE step = $1"), Rows.Text(Step));
        var marks = await command.QueryAsync(static row => row.Time(0), cancellation).ConfigureAwait(false);
        return marks.Count == 0 ? DateTimeOffset.MinValue : marks[0];
    }

    /// <summary>
    /// The mark to set after the rows visible now are seen to, or the mark as it stands. Asked before looking for rows: what is committed later belongs
    /// to a transaction that the next candidate waits for.
    /// </summary>
    public Task<(DateTimeOffset Mark, bool IsReached)> NextAsync(CancellationToken cancellation) => database.UseAsync(
        async (connection, token) =>
        {
            var (now, open) = (await connection.Command(Look).QueryAsync(
                static row => (row.Time(0), row.IsDBNull(1) ? [] : row.GetFieldValue<string[]>(1).ToHashSet(StringComparer.Ordinal)), token).ConfigureAwait(false))[0];
            var isOver = _open is not null && !_open.Overlaps(open);
            var reached = _candidate;
            if (isOver || _open is null) (_candidate, _open) = (now, open);
            return isOver ? (reached, true) : (await ReadAsync(database, connection, token).ConfigureAwait(false), false);
        },
        cancellation);

    /// <summary>
    /// Moves the mark forward, never back, and not past a row that nobody has seen to: somebody may hold it, or another server be at it.
    /// </summary>
    /// <param name="mark">Where to.</param>
    /// <param name="since">Rows before this time do not count: they were dated back.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<int> SetAsync(DateTimeOffset mark, DateTimeOffset since, CancellationToken cancellation) => database.UseAsync(
        (connection, token) => connection.Command(
            database.Qualify(
                """
                UPDATE {schema}.ledger_marks SET reached = $2
                WHERE step = $1 AND reached < $2
                  AND NOT EXISTS (SELECT 1 FROM {schema}.chat_conversations WHERE turn_id IS NULL AND timestamp BETWEEN $3 AND $2)
                """),
            Rows.Text(Step), Rows.Time(mark), Rows.Time(since)).ExecuteAsync(token),
        cancellation);
}
