using System.Text.Json;
using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Adoption;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Tests.Adoption;

/// <summary>A database with a pair of tables as programs made them before there was a ledger, full of real dialogues.</summary>
internal sealed class OldLedger : IAsyncDisposable
{
    /// <summary>Where the old times were written: a zone with summer time.</summary>
    public const string Zone = "Europe/Berlin";

    // Index names that the ledger uses itself, as many such programs have them.
    private const string Tables = """
        CREATE TABLE chat_conversations (id SERIAL PRIMARY KEY, session_id VARCHAR(255) NOT NULL, user_message TEXT NOT NULL, ai_response TEXT NOT NULL,
            mood VARCHAR(50), timestamp TIMESTAMP DEFAULT NOW(), user_ip VARCHAR(45), user_agent TEXT, response_time_ms INTEGER, metadata JSONB);
        CREATE TABLE chat_sessions (id VARCHAR(255) PRIMARY KEY, started_at TIMESTAMP DEFAULT NOW(), last_activity TIMESTAMP DEFAULT NOW(),
            total_messages INTEGER DEFAULT 0, metadata JSONB);
        CREATE INDEX idx_session_id ON chat_conversations (session_id);
        CREATE INDEX idx_timestamp ON chat_conversations (timestamp);
        """;

    private OldLedger(TempDatabase place) => Place = place;

    public TempDatabase Place { get; }

    public static ManualClock Clock => new(new DateTimeOffset(2026, 4, 10, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Empty tables.</summary>
    public static async Task<OldLedger> EmptyAsync()
    {
        var place = await TempDatabase.CreateAsync();
        await place.SqlAsync(Tables);
        return new OldLedger(place);
    }

    /// <summary>Tables with the sample dialogues so many times over, an hour apart around the night in which the clocks go forward.</summary>
    public static async Task<OldLedger> FilledAsync(int times = 1)
    {
        var ledger = await EmptyAsync();
        var lines = JsonSerializer.Serialize(Enumerable.Range(0, times).SelectMany(static time => Dialogues.Sample.Select(
            line => new { session = $"{line.Dialogue}-{time}", line.User, line.Assistant, line.Mood, line.ResponseMs, line.Turn })));
        await using var connection = await PostgresServer.ConnectAsync(ledger.Place.Url);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO chat_conversations (session_id, user_message, ai_response, mood, timestamp, user_ip, user_agent, response_time_ms, metadata)
            SELECT line->>'session', line->>'User', line->>'Assistant', line->>'Mood', timestamp '2026-03-20 00:30' + number * interval '10 minutes', '192.0.2.' || number % 256,
                'Mozilla/5.0', (line->>'ResponseMs')::int, jsonb_build_object('turn', line->'Turn')
            FROM jsonb_array_elements($1) WITH ORDINALITY AS lines (line, number)
            """, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = lines, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync();
        await connection.SqlAsync(
            """
            INSERT INTO chat_sessions (id, started_at, last_activity, total_messages, metadata)
            SELECT session_id, min(timestamp), max(timestamp), count(*), '{"lang": "en"}' FROM chat_conversations GROUP BY session_id
            """);
        return ledger;
    }

    /// <summary>An adoption of it; by default reached directly.</summary>
    public TableAdoption Adoption(string? url = null) => new(PostgreSqlUrl.Parse(url ?? Place.Url), new ChatLedgerOptions { RetentionDays = 5 }, Clock);

    /// <summary>Adopts it.</summary>
    public async Task<(long Turns, long Sessions)> AdoptAsync(string? zone = Zone, IProgress<AdoptionProgress>? progress = null, string? url = null)
    {
        await using var adoption = Adoption(url);
        return await adoption.RunAsync(zone, progress);
    }

    public Task<IReadOnlyList<object?[]>> SqlAsync(string sql) => Place.SqlAsync(sql);

    /// <summary>The one value of a query.</summary>
    public async Task<object?> ValueAsync(string sql) => (await SqlAsync(sql))[0][0];

    /// <summary>The rows in which the kept tables and the ledger's differ, with times of the kept ones read in the zone; both ways.</summary>
    public async Task<IReadOnlyList<object?[]>> DifferencesAsync() =>
    [
        .. await SqlAsync(Difference(
            "SELECT id::bigint, session_id, user_message, ai_response, mood, timestamp AT TIME ZONE 'Europe/Berlin', user_ip, user_agent, response_time_ms, metadata FROM public_before_adoption.chat_conversations",
            "SELECT id, session_id, user_message, ai_response, mood, timestamp, user_ip, user_agent, response_time_ms, metadata FROM chat_conversations")),
        .. await SqlAsync(Difference(
            "SELECT id, started_at AT TIME ZONE 'Europe/Berlin', last_activity AT TIME ZONE 'Europe/Berlin', total_messages, metadata FROM public_before_adoption.chat_sessions",
            "SELECT id, started_at, last_activity, total_messages, metadata FROM chat_sessions")),
    ];

    /// <summary>What distinguishes its tables from the ledger's own, as the check sees it.</summary>
    public async Task<SchemaCheck> CheckAsync()
    {
        await using var database = new Database(PostgreSqlUrl.Parse(Place.Url));
        return await new SchemaCatalog(database, new PartitionStep(database, new ChatLedgerOptions { RetentionDays = 5 }, Clock)).CheckAsync(isThorough: true, default);
    }

    public ValueTask DisposeAsync() => Place.DisposeAsync();

    private static string Difference(string one, string other) => $"(({one}) EXCEPT ALL ({other})) UNION ALL (({other}) EXCEPT ALL ({one}))";
}
