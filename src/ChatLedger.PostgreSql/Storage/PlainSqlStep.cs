using ChatLedger.Privacy;
using ChatLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>
/// Sees to rows that plain SQL wrote: gives them a turn id, applies the privacy settings, and widens their session's times so that reads bounded by
/// those find them. Several servers may be at it: each takes rows that no other holds.
/// </summary>
internal sealed class PlainSqlStep(Database database, TimeProvider clock) : IStoreStep
{
    private const int RowsMax = 2_000;

    // Rows that plain SQL dates back lie in old partitions; looking through all of them each second would cost more than they are worth.
    private static readonly TimeSpan LookBackInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Recently = TimeSpan.FromDays(1);

    private readonly PlainSqlMark _mark = new(database);
    private readonly string _find = database.ReadSql("Queries/FindPlainRows.sql");
    private readonly string _adopt = database.ReadSql("Queries/AdoptPlainRows.sql");
    private readonly string _lockSessions = database.Qualify("SELECT id FROM {schema}.chat_sessions WHERE id = ANY ($1) ORDER BY id FOR UPDATE");
    private readonly string _noteUnbounded = database.Qualify("INSERT INTO {schema}.unbounded_sessions SELECT unnest($1) ON CONFLICT DO NOTHING");
    private readonly string _widen = database.ReadSql("Queries/WidenSessions.sql");
    private DateTimeOffset _lookedBackAt, _reached;

    /// <inheritdoc/>
    public string Name => "plain SQL";

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (mark, isReached) = await _mark.NextAsync(cancellation).ConfigureAwait(false);
        // A transaction that was open for long held the mark back, and its rows may be as old.
        var isLookingBack = now - _lookedBackAt >= LookBackInterval || (isReached && mark - _reached > Recently);
        // The mark of tables that were adopted begins with time itself.
        var since = isLookingBack || mark - DateTimeOffset.MinValue < Recently ? DateTimeOffset.MinValue : mark - Recently;
        while (await database.InTransactionAsync((connection, token) => SeeToAsync(connection, since, token), cancellation).ConfigureAwait(false) == RowsMax) { }
        if (isLookingBack) _lookedBackAt = now;
        if (!isReached) return;
        await _mark.SetAsync(mark, since, cancellation).ConfigureAwait(false);
        _reached = mark;
    }

    private async Task<int> SeeToAsync(NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellation)
    {
        var rows = await connection.Command(_find, Rows.Time(since), Rows.Number(RowsMax)).QueryAsync(PlainRow.Read, cancellation).ConfigureAwait(false);
        if (rows.Count == 0) return 0;
        await connection.Command(
            _adopt,
            Rows.Column(NpgsqlDbType.Bigint, rows, static row => row.Id),
            Rows.Column(NpgsqlDbType.TimestampTz, rows, static row => row.Time),
            Rows.Column(NpgsqlDbType.Uuid, rows, static row => row.NewTurnId()),
            Rows.Column(NpgsqlDbType.Text, rows, static row => IpAnonymizer.Truncate(row.UserIp)),
            Rows.RawTime(rows.Min(static row => row.Time)),
            Rows.RawTime(rows.Max(static row => row.Time))).ExecuteAsync(cancellation).ConfigureAwait(false);
        await WidenAsync(connection, [.. rows.GroupBy(static row => row.SessionId, StringComparer.Ordinal)], cancellation).ConfigureAwait(false);
        return rows.Count;
    }

    /// <summary>Widens the sessions that have a row; of the others it is noted that a row made later will not tell where these turns lie.</summary>
    private async Task WidenAsync(NpgsqlConnection connection, IReadOnlyList<IGrouping<string, PlainRow>> sessions, CancellationToken cancellation)
    {
        var found = await connection.Command(_lockSessions, Rows.Column(NpgsqlDbType.Text, sessions, static session => session.Key))
            .QueryAsync(static row => row.GetString(0), cancellation).ConfigureAwait(false);
        await connection.Command(
            _widen,
            Rows.Column(NpgsqlDbType.Text, sessions, static session => session.Key),
            Rows.Column(NpgsqlDbType.TimestampTz, sessions, static session => session.Min(static row => row.Time)),
            Rows.Column(NpgsqlDbType.TimestampTz, sessions, static session => session.Max(static row => row.Time)),
            Rows.Column(NpgsqlDbType.Bigint, sessions, static session => session.Aggregate(0L, static (facets, row) => facets | row.Facets))).ExecuteAsync(cancellation).ConfigureAwait(false);
        var unbounded = sessions.Select(static session => session.Key).Except(found, StringComparer.Ordinal).ToList();
        if (unbounded.Count == 0) return;
        await connection.Command(_noteUnbounded, Rows.Column(NpgsqlDbType.Text, unbounded, static id => id)).ExecuteAsync(cancellation).ConfigureAwait(false);
    }

    // 1970 as the server counts time, from 2000.
    private const long UnixEpoch = -946_684_800_000_000;

    private sealed record PlainRow(long Id, long Time, string SessionId, string? UserIp, long Facets)
    {
        public static PlainRow Read(NpgsqlDataReader row) => new(
            row.GetInt64(0), row.RawTime(1), row.GetString(2), row.TextOrNull(3), SessionFacets.Of(row.TextOrNull(4), row.GetString(5), row.TextOrNull(6)));

        /// <summary>An id of the row's own time, by which it is found; a UUIDv7 can tell none before 1970.</summary>
        public Guid NewTurnId() => Guid.CreateVersion7(Rows.ToTime(Math.Max(Time, UnixEpoch)));
    }
}
