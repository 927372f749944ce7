using System.Globalization;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>Programs that made the two tables themselves go on with their very statements, on tables that have partitions.</summary>
public sealed class KnownStatementTests : IAsyncLifetime
{
    private const string Columns = """
        SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity FROM information_schema.columns
        WHERE table_schema = 'public' ORDER BY table_name, ordinal_position
        """;

    private const string Indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname";

    private const string InsertTurn = """
        INSERT INTO chat_conversations (session_id, user_message, ai_response, mood, user_ip, user_agent, response_time_ms, metadata)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        RETURNING id
        """;

    private TempStore _store = null!;
    private NpgsqlConnection _program = null!;

    public async Task InitializeAsync()
    {
        _store = await TempStore.MigratedAsync(TimeProvider.System);
        await _store.Partitions(retentionDays: 2).RunAsync(default);
        _program = await PostgresServer.ConnectAsync(_store.Place.Url);
    }

    public async Task DisposeAsync()
    {
        await _program.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task statements_that_make_the_tables_and_indexes_change_nothing()
    {
        var (columns, indexes) = (await ReadAsync(Columns), await ReadAsync(Indexes));

        await ReadAsync("""
            CREATE TABLE IF NOT EXISTS chat_sessions (
                id VARCHAR(255) PRIMARY KEY, started_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, last_activity TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
                total_messages INTEGER DEFAULT 0, metadata JSONB)
            """);
        await ReadAsync("""
            CREATE TABLE IF NOT EXISTS chat_conversations (
                id SERIAL PRIMARY KEY, session_id VARCHAR(255) NOT NULL, user_message TEXT NOT NULL, ai_response TEXT NOT NULL, mood VARCHAR(50),
                timestamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP, user_ip VARCHAR(45), user_agent TEXT, response_time_ms INTEGER, metadata JSONB)
            """);
        await ReadAsync("CREATE INDEX IF NOT EXISTS idx_session_id ON chat_conversations(session_id)");
        await ReadAsync("CREATE INDEX IF NOT EXISTS idx_timestamp ON chat_conversations(timestamp)");

        Assert.Equal(columns, await ReadAsync(Columns));
        Assert.Equal(indexes, await ReadAsync(Indexes));
    }

    [Fact]
    public async Task a_conversation_with_parameters_sent_as_text_is_written_and_read_back()
    {
        await RunAsync("INSERT INTO chat_sessions (id, metadata) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", "session", """{"page":"/help"}""");
        var first = await InsertAsync("Where is my parcel?", "250");
        var second = await InsertAsync("Thank you", null);
        await RunAsync("UPDATE chat_sessions SET last_activity = CURRENT_TIMESTAMP, total_messages = total_messages + 2 WHERE id = $1", "session");

        var rows = await RunAsync("SELECT * FROM chat_conversations WHERE session_id = $1 ORDER BY timestamp ASC LIMIT $2", "session", "50");
        var joined = await RunAsync(
            """
            SELECT s.total_messages, s.started_at, s.last_activity, COUNT(c.id) AS conversation_count, AVG(c.response_time_ms) AS avg_response_time
            FROM chat_sessions s LEFT JOIN chat_conversations c ON s.id = c.session_id WHERE s.id = $1 GROUP BY s.id
            """,
            "session");

        Assert.Equal([first, second], rows.Select(static row => Convert.ToInt64(row[0], CultureInfo.InvariantCulture)));
        Assert.Equal((2, 2L, 250m), (joined[0][0], joined[0][3], joined[0][4]));
        var turns = await _store.Reader.GetHistoryAsync(new HistoryQuery("session", 10));
        Assert.Equal([("Where is my parcel?", 250), ("Thank you", (int?)null)], turns.Select(static turn => (turn.UserMessage, turn.ResponseTimeMs)));
    }

    [Fact]
    public async Task todays_row_is_in_todays_partition()
    {
        await InsertAsync("Hello?", "1");

        Assert.Equal([[true]], await ReadAsync("SELECT tableoid::regclass::text = 'chat_conversations_' || to_char(timestamp AT TIME ZONE 'UTC', 'YYYYMMDD') FROM chat_conversations"));
    }

    [Fact]
    public async Task a_time_that_is_explicitly_null_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(
            () => RunAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp) VALUES ($1, 'x', 'y', $2)", "session", null));

        Assert.Equal((PostgresErrorCodes.NotNullViolation, "timestamp"), (refusal.SqlState, refusal.ColumnName));
    }

    private async Task<long> InsertAsync(string question, string? milliseconds) => Convert.ToInt64(
        Assert.Single(await RunAsync(InsertTurn, "session", question, "It is on its way.", "curious", "192.0.2.7", "curl/8", milliseconds, "{}"))[0], CultureInfo.InvariantCulture);

    private Task<IReadOnlyList<object?[]>> ReadAsync(string sql) => RunAsync(sql);

    /// <summary>Runs a statement with parameters as text of no type, as many drivers send them.</summary>
    private async Task<IReadOnlyList<object?[]>> RunAsync(string sql, params string?[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, _program);
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = (object?)value ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var values = new object?[reader.FieldCount];
            for (var column = 0; column < values.Length; column++) values[column] = await reader.IsDBNullAsync(column) ? null : reader.GetValue(column);
            rows.Add(values);
        }

        return rows;
    }
}
