#:project ../src/ChatLedger.PostgreSql
#:package Microsoft.Extensions.DependencyInjection
#:package Npgsql
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property NoWarn=CA2007;EnableGenerateDocumentationFile
#:property RestorePackagesWithLockFile=false
// Compares delivery with plain COPY of the same rows into the same table, a commit every 500 rows, in turn, and fails below 0.8 of it:
//   export $(scripts/services.sh start --durable); dotnet run --file benchmarks/delivery.cs -c Release [ROUNDS]
// Exactly once, sessions and numbers included, must not cost much more than writing rows that nobody counts. Delivery writes two batches at a time, COPY
// one; what one connection alone reaches is shown too, and what the many sessions of a batch cost: a batch of an import has few, one of a busy chat many.
using System.Diagnostics;
using ChatLedger;
using ChatLedger.PostgreSql;
using ChatLedger.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;

const int Batch = 500, Batches = 20, Small = 16;
const double Wanted = 0.8;
const string PlainCopy = "plain COPY", TwoAtATime = "delivery, two batches at a time", FewSessions = "the same, 6 turns a session in a row";
var rounds = args.Length > 0 ? int.Parse(args[0]) : 9;
var server = Environment.GetEnvironmentVariable("CHATLEDGER_TEST_POSTGRES") ?? throw new InvalidOperationException("Start a server first: export $(scripts/services.sh start --durable)");
var name = $"delivery_{Environment.ProcessId}";
await SqlAsync(server, $"CREATE DATABASE {name}");
var url = new UriBuilder(server) { Path = name }.Uri.AbsoluteUri;
try
{
    return await CompareAsync();
}
finally
{
    NpgsqlConnection.ClearAllPools();
    await SqlAsync(server, $"DROP DATABASE {name} WITH (FORCE)");
}

async Task<int> CompareAsync()
{
    await using var services = new ServiceCollection().AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddChatLedger(options => options.Store.PostgreSqlUrl = url).UsePostgreSql().Services.BuildServiceProvider();
    await services.GetRequiredService<ILedgerSchema>().MigrateAsync();
    foreach (var step in services.GetServices<IStoreStep>().Where(step => step.Name == "partitions")) await step.RunAsync(CancellationToken.None);
    var writer = services.GetRequiredService<ILedgerWriter>();
    var ways = new Dictionary<string, Func<IReadOnlyList<Turn[]>, Task>>
    {
        [PlainCopy] = CopyAsync,
        [TwoAtATime] = batches => Task.WhenAll(batches.Chunk((batches.Count + 1) / 2).Select(half => OneByOneAsync(writer, half))),
        ["one batch at a time"] = batches => OneByOneAsync(writer, batches),
        [FewSessions] = batches => Task.WhenAll(batches.Chunk((batches.Count + 1) / 2).Select(half => OneByOneAsync(writer, half))),
        [$"batches of {Small}"] = batches => OneByOneAsync(writer, [.. batches.Take(4).SelectMany(batch => batch.Chunk(Small))]),
        ["batches of 1"] = batches => OneByOneAsync(writer, [.. batches[0].Chunk(1)]),
    };
    var figures = ways.Keys.ToDictionary(way => way, _ => new List<double>());
    // The first round warms up.
    for (var round = 0; round <= rounds; round++)
    {
        foreach (var (way, write) in ways)
        {
            var batches = Enumerable.Range(0, Batches).Select(_ => Enumerable.Range(0, Batch).Select(at => NewTurn(way == FewSessions ? at / 6 : Random.Shared.Next(1000))).ToArray()).ToList();
            var rows = way.EndsWith(" 1", StringComparison.Ordinal) ? Batch : way.EndsWith($" {Small}", StringComparison.Ordinal) ? 4 * Batch : Batches * Batch;
            var started = Stopwatch.GetTimestamp();
            await write(batches);
            if (round > 0) figures[way].Add(rows / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    foreach (var (way, rates) in figures) Console.WriteLine($"{way,-40} {Median(rates),8:N0} turns/s   {Ratio(figures, way):F2} × plain COPY");
    var copied = (rounds + 1) * Batches * Batch;
    var delivered = (rounds + 1) * (3 * Batches + 4 + 1) * Batch;
    var (stored, counted) = ((long)(await SqlAsync(url, "SELECT count(*) FROM chat_conversations"))!, (long)(await SqlAsync(url, "SELECT sum(total_messages) FROM chat_sessions"))!);
    Console.WriteLine($"check: {copied + delivered:N0} written, {stored:N0} stored; {delivered:N0} delivered, {counted:N0} counted in sessions");
    var ratio = Ratio(figures, TwoAtATime);
    Console.WriteLine($"{(ratio >= Wanted ? "reached" : "MISSED")}: {TwoAtATime} {ratio:F2} × {PlainCopy}, wanted at least {Wanted:F1}");
    return ratio >= Wanted && stored == copied + delivered && counted == delivered ? 0 : 1;
}

Turn NewTurn(int session)
{
    var now = DateTimeOffset.UtcNow;
    now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    var question = string.Join(' ', Enumerable.Repeat("my card has not arrived yet", 8));
    return new Turn
    {
        TurnId = Guid.CreateVersion7(now),
        Timestamp = now,
        SessionId = $"session_00000000-0000-7000-8000-{session:D12}_1700000000000",
        UserMessage = question,
        AiResponse = string.Join(' ', Enumerable.Repeat("it was sent on Monday and takes five working days", 20)),
        Mood = "curious",
        UserIp = "127.0.0.0",
        UserAgent = "benchmark",
        ResponseTimeMs = 12,
        Model = "no-op",
        Source = TurnSource.Chat,
        Visitor = true,
    };
}

static async Task OneByOneAsync(ILedgerWriter writer, IReadOnlyList<Turn[]> batches)
{
    foreach (var batch in batches) await writer.WriteAsync(batch);
}

async Task CopyAsync(IReadOnlyList<Turn[]> batches)
{
    await using var connection = new NpgsqlConnection(ConnectionString(url));
    await connection.OpenAsync();
    foreach (var batch in batches)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY chat_conversations (session_id, user_message, ai_response, mood, timestamp, user_ip, user_agent, response_time_ms, turn_id, status, model, source) FROM STDIN (FORMAT BINARY)");
        foreach (var turn in batch)
        {
            copy.StartRow();
            copy.Write(turn.SessionId, NpgsqlDbType.Varchar);
            copy.Write(turn.UserMessage, NpgsqlDbType.Text);
            copy.Write(turn.AiResponse, NpgsqlDbType.Text);
            copy.Write(turn.Mood!, NpgsqlDbType.Varchar);
            copy.Write(turn.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz);
            copy.Write(turn.UserIp!, NpgsqlDbType.Varchar);
            copy.Write(turn.UserAgent!, NpgsqlDbType.Text);
            copy.Write(turn.ResponseTimeMs!.Value, NpgsqlDbType.Integer);
            copy.Write(turn.TurnId, NpgsqlDbType.Uuid);
            copy.Write("completed", NpgsqlDbType.Varchar);
            copy.Write(turn.Model!, NpgsqlDbType.Varchar);
            copy.Write("chat", NpgsqlDbType.Varchar);
        }

        await copy.CompleteAsync();
    }
}

static async Task<object?> SqlAsync(string url, string sql)
{
    await using var connection = new NpgsqlConnection(ConnectionString(url));
    await connection.OpenAsync();
    await using var command = new NpgsqlCommand(sql, connection);
    return await command.ExecuteScalarAsync();
}

static string ConnectionString(string url)
{
    var address = new Uri(url);
    var account = address.UserInfo.Split(':');
    return new NpgsqlConnectionStringBuilder
    {
        Host = address.Host, Port = address.Port, Database = address.AbsolutePath.TrimStart('/'), Username = account[0], Password = account[1], WriteBufferSize = 1 << 16,
    }.ConnectionString;
}

// Each round's figure against the same round's COPY.
static double Ratio(Dictionary<string, List<double>> figures, string way) => Median([.. figures[way].Zip(figures[PlainCopy], (rate, copy) => rate / copy)]);

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
