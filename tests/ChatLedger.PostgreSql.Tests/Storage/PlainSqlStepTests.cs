using System.Globalization;
using ChatLedger.Conformance;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>What becomes of rows that plain SQL wrote.</summary>
public sealed class PlainSqlStepTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new(Some.Time);
    private TempStore _store = null!;

    public async Task InitializeAsync() => _store = await TempStore.MigratedAsync(_clock);

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task a_row_gets_an_id_of_its_own_time_by_which_it_is_found()
    {
        await InsertAsync("session", "2026-01-02 03:04:05.678901+00");

        await _store.PlainSql().RunAsync(default);

        var turn = Assert.Single(await HistoryAsync("session"));
        Assert.Equal((7, turn), (turn.TurnId.Version, await _store.Reader.FindTurnAsync(turn.TurnId)));
        Assert.Equal(Guid.CreateVersion7(turn.Timestamp).ToString()[..13], turn.TurnId.ToString()[..13]);
    }

    [Theory]
    [InlineData("203.0.113.195", "203.0.113.0")]
    [InlineData("2001:db8:aaaa:bbbb:cccc::1", "2001:db8:aaaa::")]
    [InlineData("nowhere", null)]
    public async Task an_address_is_shortened(string written, string? kept)
    {
        await InsertAsync("session", "2026-01-02 00:00:00+00", $"'{written}'");

        await _store.PlainSql().RunAsync(default);

        Assert.Equal([[kept]], await _store.SqlAsync("SELECT user_ip FROM chat_conversations"));
    }

    [Fact]
    public async Task a_session_is_widened_to_its_rows_and_its_count_left_alone()
    {
        await _store.Writer.WriteAsync([Some.Turn()]);
        await InsertAsync("session", "2025-12-01 00:00:00+00");
        await InsertAsync("session", "2026-03-01 00:00:00+00");

        await _store.PlainSql().RunAsync(default);

        var session = (await _store.Reader.FindSessionAsync("session"))!;
        Assert.Equal((At("2025-12-01"), At("2026-03-01"), 1), (session.StartedAt, session.LastActivity, session.TotalMessages));
        Assert.Equal(3, (await HistoryAsync("session")).Count);
    }

    [Fact]
    public async Task turns_that_were_there_before_their_sessions_row_stay_in_its_history()
    {
        await InsertAsync("session", "2025-12-01 00:00:00+00");
        await _store.PlainSql().RunAsync(default);
        await _store.SqlAsync("UPDATE ledger_marks SET reached = '2026-01-02 03:00:00+00'");

        await _store.Writer.WriteAsync([Some.Turn()]);

        Assert.Equal([At("2025-12-01"), Some.Time], (await HistoryAsync("session")).Select(static turn => turn.Timestamp));
        Assert.Equal(2, (await _store.Reader.GetSessionStatsAsync("session"))!.ConversationCount);
    }

    [Fact]
    public async Task a_row_dated_far_back_is_found_within_a_minute()
    {
        var step = _store.PlainSql();
        await _store.Writer.WriteAsync([Some.Turn()]);
        await step.RunAsync(default);
        await InsertAsync("session", "2024-01-01 00:00:00+00");

        _clock.Advance(TimeSpan.FromMinutes(1));
        await step.RunAsync(default);

        Assert.Equal([At("2024-01-01"), Some.Time], (await HistoryAsync("session")).Select(static turn => turn.Timestamp));
    }

    [Fact]
    public async Task times_at_both_ends_of_time_are_borne()
    {
        await _store.Writer.WriteAsync([Some.Turn()]);
        foreach (var time in (string[])["1901-01-01 00:00:00+00", "-infinity", "infinity"]) await InsertAsync("session", time);

        await _store.PlainSql().RunAsync(default);

        Assert.Equal(4, (await HistoryAsync("session")).Count);
        Assert.Equal(0, await _store.NumberAsync("SELECT count(*) FROM chat_conversations WHERE turn_id IS NULL"));
    }

    [Fact]
    public async Task rows_of_a_session_without_a_row_are_read_before_and_after()
    {
        await InsertAsync("session", "2024-01-01 00:00:00+00");
        var before = await HistoryAsync("session");

        await _store.PlainSql().RunAsync(default);

        Assert.Equal(before.Select(static turn => turn.ConversationId), (await HistoryAsync("session")).Select(static turn => turn.ConversationId));
        Assert.Equal(0, await _store.NumberAsync("SELECT count(*) FROM chat_sessions"));
    }

    [Fact]
    public async Task two_servers_share_the_work_and_give_every_row_one_id()
    {
        await _store.SqlAsync(
            "INSERT INTO chat_conversations (session_id, user_message, ai_response, user_ip) SELECT 'session ' || n % 100, 'x', 'y', '192.0.2.' || n % 250 FROM generate_series(1, 3000) AS n");
        await _store.SqlAsync("INSERT INTO chat_sessions (id, started_at, last_activity) SELECT 'session ' || n, '2020-01-01', '2020-01-01' FROM generate_series(0, 99) AS n");
        await using var other = _store.AnotherWay();

        await Task.WhenAll(Task.Run(() => _store.PlainSql().RunAsync(default)), Task.Run(() => _store.PlainSql(other).RunAsync(default)));

        Assert.Equal([[3000L, 0L]], await _store.SqlAsync("SELECT count(DISTINCT turn_id), count(*) FILTER (WHERE user_ip NOT LIKE '%.0') FROM chat_conversations"));
        Assert.Equal(100, await _store.NumberAsync("SELECT count(*) FROM chat_sessions WHERE last_activity > '2026-01-01' AND total_messages = 0"));
    }

    private async Task InsertAsync(string session, string time, string address = "null") => await _store.SqlAsync(
        $"INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp, user_ip) VALUES ('{session}', 'x', 'y', '{time}', {address})");

    private Task<IReadOnlyList<Turn>> HistoryAsync(string session) => _store.Reader.GetHistoryAsync(new HistoryQuery(session, 100));

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
