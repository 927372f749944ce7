using System.Globalization;

namespace ChatLedger.Conformance;

/// <summary>Programs that write and read the two tables with SQL of their own, knowing only the first columns, keep working.</summary>
public abstract class PlainSqlSuite : StoreSuite
{
    private const string Insert = """
        INSERT INTO chat_conversations (session_id, user_message, ai_response, mood, user_ip, user_agent, response_time_ms, metadata)
        VALUES ('session', 'Hello?', 'Hello!', 'happy', '192.0.2.0', 'curl/8', 250, '{"a":1}')
        RETURNING id
        """;

    [Fact]
    public async Task an_insert_returns_its_number_and_is_read_as_a_turn()
    {
        var id = await Store.NumberAsync(Insert);

        var turn = Assert.Single(await HistoryAsync("session"));
        Assert.Equal((id, Guid.Empty, TurnSource.Sql, TurnStatus.Completed), (turn.ConversationId!.Value, turn.TurnId, turn.Source, turn.Status));
        Assert.Equal(("Hello?", "Hello!", "happy", 250), (turn.UserMessage, turn.AiResponse, turn.Mood, turn.ResponseTimeMs));
    }

    [Fact]
    public async Task rows_without_a_turn_id_do_not_hinder_one_another()
    {
        await Store.SqlAsync(Insert);
        await Store.SqlAsync(Insert);

        Assert.Equal(2, (await HistoryAsync("session")).Count);
    }

    [Fact]
    public async Task history_by_plain_sql_is_in_order_with_the_stores_own_turns()
    {
        await Writer.WriteAsync(Some.Turns("session", 3));
        await Store.SqlAsync("""
            INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp)
            VALUES ('session', 'between', 'x', '2026-01-02 03:04:07+00:00')
            """);

        var rows = await Store.SqlAsync("SELECT id FROM chat_conversations WHERE session_id = 'session' ORDER BY timestamp ASC LIMIT 50");
        var history = await HistoryAsync("session");

        Assert.Equal(history.Select(turn => turn.ConversationId!.Value), rows.Select(row => Convert.ToInt64(row[0], CultureInfo.InvariantCulture)));
        Assert.Equal("between", history[2].UserMessage);
    }

    [Fact]
    public async Task a_session_inserted_again_is_ignored_where_the_statement_says_so()
    {
        const string InsertSession = "INSERT INTO chat_sessions (id, total_messages, metadata) VALUES ('session', 0, '{}') ON CONFLICT (id) DO NOTHING";
        await Store.SqlAsync(InsertSession);
        await Store.SqlAsync(InsertSession);

        var session = await SessionAsync("session");

        Assert.Equal((0, false), (session.TotalMessages, session.Visitor));
        Assert.Equal(session.StartedAt, session.LastActivity, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task a_session_counted_up_by_plain_sql_is_read_with_its_new_count_and_time()
    {
        await Writer.WriteAsync([Some.Turn()]);

        await Store.SqlAsync("UPDATE chat_sessions SET last_activity = '2026-02-03 04:05:06+00:00', total_messages = total_messages + 1 WHERE id = 'session'");

        var session = await SessionAsync("session");
        Assert.Equal((2, new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero)), (session.TotalMessages, session.LastActivity));
    }

    [Fact]
    public async Task the_join_for_statistics_counts_and_averages()
    {
        await Writer.WriteAsync([Some.Turn() with { ResponseTimeMs = 100 }, Some.Turn() with { ResponseTimeMs = 300 }, Some.Turn()]);
        await Store.SqlAsync(Insert);

        var row = Assert.Single(await Store.SqlAsync("""
            SELECT s.total_messages, s.started_at, s.last_activity, COUNT(c.id) AS conversation_count, AVG(c.response_time_ms) AS avg_response_time
            FROM chat_sessions s LEFT JOIN chat_conversations c ON c.session_id = s.id
            WHERE s.id = 'session'
            GROUP BY s.id, s.total_messages, s.started_at, s.last_activity
            """));

        Assert.Equal((3, 4), (Convert.ToInt32(row[0], CultureInfo.InvariantCulture), Convert.ToInt32(row[3], CultureInfo.InvariantCulture)));
        Assert.Equal(650 / 3.0, Convert.ToDouble(row[4], CultureInfo.InvariantCulture), precision: 6);
    }

    [Fact]
    public async Task a_status_that_only_plain_sql_knows_does_not_hide_the_row()
    {
        await Store.SqlAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response, status, source) VALUES ('session', 'x', 'y', 'odd', 'crm')");

        Assert.Equal(TurnStatus.Completed, Assert.Single(await HistoryAsync("session")).Status);
    }
}
