#:project ../src/ChatLedger.PostgreSql
#:package Microsoft.Extensions.DependencyInjection
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property NoWarn=CA2007;EnableGenerateDocumentationFile
#:property RestorePackagesWithLockFile=false
// Reads sessions' histories where 400 daily partitions hold 100,000 turns: dotnet run --file benchmarks/history.cs -c Release POSTGRES-ADDRESS
//   The address is a superuser's; a database is made there and dropped. Exit code 0 below 5 ms (p50), 1 above, 2 where turns are missing.
using System.Diagnostics;
using System.Globalization;
using ChatLedger;
using ChatLedger.PostgreSql;
using ChatLedger.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

const int Days = 400, SessionsADay = 25, TurnsASession = 10, Reads = 2_000;
const double GoalMilliseconds = 5;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var name = $"chatledger_history_{Environment.ProcessId}";
var address = new UriBuilder(args[0]) { Path = name };
var today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;

await AdministerAsync($"CREATE DATABASE {name}");
try
{
    await using var services = Open(address.Uri.AbsoluteUri);
    var reader = services.GetRequiredService<ILedgerReader>();
    await services.GetRequiredService<ILedgerSchema>().MigrateAsync();
    foreach (var step in services.GetServices<IStoreStep>()) await step.RunAsync(CancellationToken.None);
    await FillAsync(services.GetRequiredService<ILedgerWriter>());

    var partitions = await AskAsync("SELECT count(*) FROM pg_inherits WHERE inhparent = 'chat_conversations'::regclass");
    var turns = await AskAsync("SELECT count(*) FROM chat_conversations");
    Console.WriteLine($"{turns} turns in {partitions} partitions, {Environment.ProcessorCount} processors");
    if (turns != Days * SessionsADay * TurnsASession || partitions < Days || turns != await AskAsync("SELECT sum(total_messages)::bigint FROM chat_sessions")) return 2;

    await MeasureAsync("first reads of a connection", reader, 50);
    var p50 = await MeasureAsync("history of a session", reader, Reads);
    Console.WriteLine($"goal: p50 below {GoalMilliseconds} ms   {(p50 < GoalMilliseconds ? "reached" : "MISSED")}");
    return p50 < GoalMilliseconds ? 0 : 1;
}
finally
{
    await AdministerAsync($"DROP DATABASE {name} WITH (FORCE)");
}

static ServiceProvider Open(string url)
{
    var services = new ServiceCollection();
    services.AddSingleton(TimeProvider.System);
    services.AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(NullLogger<>));
    services.AddSingleton(new ChatLedgerOptions { RetentionDays = 0, Store = new StoreOptions { PostgreSqlUrl = url } });
    new ChatLedgerBuilder(services).UsePostgreSql();
    return services.BuildServiceProvider();
}

async Task FillAsync(ILedgerWriter writer)
{
    var question = string.Join(' ', Enumerable.Repeat("my card has not arrived yet", 8));
    var answer = string.Join(' ', Enumerable.Repeat("it was sent on Monday and takes five working days", 28));
    var turns =
        from day in Enumerable.Range(0, Days)
        from session in Enumerable.Range(0, SessionsADay)
        from turn in Enumerable.Range(0, TurnsASession)
        let time = new DateTimeOffset(today.AddDays(-day), TimeSpan.Zero).AddSeconds(session + turn * 60)
        select new Turn { TurnId = Guid.CreateVersion7(time), Timestamp = time, SessionId = $"session {day} {session}", UserMessage = question, AiResponse = answer };
    foreach (var batch in turns.Chunk(500)) await writer.WriteAsync(batch);
    await AdministerAsync("VACUUM (ANALYZE)", name);
}

async Task<double> MeasureAsync(string what, ILedgerReader reader, int reads)
{
    var times = new List<double>(reads);
    for (var read = 0; read < reads; read++)
    {
        var session = $"session {Random.Shared.Next(Days)} {Random.Shared.Next(SessionsADay)}";
        var started = Stopwatch.GetTimestamp();
        var history = await reader.GetHistoryAsync(new HistoryQuery(session, 50));
        times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        if (history.Count != TurnsASession) throw new InvalidOperationException($"{session} has {history.Count} turns.");
    }

    times.Sort();
    Console.WriteLine($"{what,-30} p50 {times[reads / 2],6:F2} ms   p99 {times[reads * 99 / 100],6:F2} ms");
    return times[reads / 2];
}

async Task AdministerAsync(string sql, string database = "postgres")
{
    await using var source = Source(database);
    await using var command = source.CreateCommand(sql);
    command.CommandTimeout = 0;
    await command.ExecuteNonQueryAsync();
}

async Task<long> AskAsync(string sql)
{
    await using var source = Source(name);
    await using var command = source.CreateCommand(sql);
    return (long)(await command.ExecuteScalarAsync())!;
}

NpgsqlDataSource Source(string database) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
{
    Host = address.Host,
    Port = address.Port,
    Username = Uri.UnescapeDataString(address.UserName),
    Password = Uri.UnescapeDataString(address.Password),
    Database = database,
    Pooling = false,
});
