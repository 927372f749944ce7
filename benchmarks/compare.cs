#:package Npgsql
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property NoWarn=CA2007;EnableGenerateDocumentationFile
#:property RestorePackagesWithLockFile=false
// POST /api/chat on PostgreSQL, ChatLedger beside the plain design; `scripts/bench.sh postgres` prepares and starts it.
//   compare.cs POSTGRES-ADDRESS PROGRAM SECONDS ROUNDS     exit code 0 where every goal is reached, 1 where one is missed, 2 where turns are missing
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var server = new Uri(args[0]);
var (program, seconds, rounds) = (Path.GetFullPath(args[1]), int.Parse(args[2]), int.Parse(args[3]));
var here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var folder = Directory.CreateTempSubdirectory("chatledger-compare-").FullName;
int[] clients = [1, 64];
Goal[] goals =
[
    new("store", 1, "turns/s", 1.2), new("journal", 1, "turns/s", 1.2),
    new("store", 64, "turns/s", 2.5), new("journal", 64, "turns/s", 4),
    new("store", 64, "p99", 1), new("journal", 64, "p99", 1),
];

var plain = new Target("plain", "the plain design", new("node", Path.Combine(here, "baseline", "server.js")));
Target[] targets = [plain, Ledger("store", "ChatLedger, Acknowledge=Store"), Ledger("journal", "ChatLedger, Acknowledge=Journal")];
try
{
    await PrepareAsync();
    foreach (var target in targets) await StartAsync(target);
    foreach (var target in targets) await LoadAsync(target, 64, seconds);
    for (var round = 1; round <= rounds; round++)
    {
        foreach (var count in clients)
        {
            foreach (var target in targets)
            {
                var sample = await LoadAsync(target, count, seconds);
                target.Samples.Add(sample);
                Console.WriteLine($"round {round}   {count,2} clients   {target.Name,-8} {sample.Rate,8:F0} turns/s   p50 {sample.P50,6:F2} ms   p99 {sample.P99,6:F2} ms   {sample.CpuMicroseconds,4:F0} µs of processor a turn");
            }
        }
    }

    Report();
    return goals.All(IsReached) ? 0 : 1;
}
catch (CheckException failure)
{
    Console.Error.WriteLine($"FAILED: {failure.Message}");
    return 2;
}
finally
{
    foreach (var target in targets) await StopAsync(target);
    Directory.Delete(folder, recursive: true);
}

Target Ledger(string acknowledge, string title) => new(acknowledge, title, new("dotnet", [program, "serve", "--port", "0", "--data", Path.Combine(folder, acknowledge)])
{
    Environment =
    {
        ["CHATLEDGER__ACKNOWLEDGE"] = acknowledge,
        ["CHATLEDGER__MODEL__PROVIDER"] = "Demo",
        ["CHATLEDGER__MODEL__DEMOWORDDELAY"] = "00:00:00",
        // A model that costs nothing, with answers as long as the plain design's.
        ["CHATLEDGER__MODEL__DEMOANSWER"] = string.Concat(Enumerable.Repeat("Your card was sent on Monday and takes five working days. ", 20))[..1000],
    },
});

async Task PrepareAsync()
{
    var postgres = DataSource("postgres");
    foreach (var setting in (string[])["fsync", "synchronous_commit", "full_page_writes"])
    {
        if (await AskAsync<string>(postgres, $"SHOW {setting}") != "on") throw new CheckException($"PostgreSQL runs with {setting} off, so its figures would say nothing.");
    }

    // A minute's average: below one half of a processor the machine is as good as idle.
    var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0]);
    if (load > 0.5) Console.WriteLine($"WARNING: other programs keep {load:F1} processors busy; take no figure of this run for the truth.");
    Console.WriteLine($"PostgreSQL {await AskAsync<string>(postgres, "SHOW server_version")}, {Environment.ProcessorCount} processors, {rounds} rounds of {seconds} s, medians");
}

async Task StartAsync(Target target)
{
    await ExecuteAsync(DataSource("postgres"), $"CREATE DATABASE compare_{target.Name}");
    target.Database = DataSource($"compare_{target.Name}");
    target.Start.Environment["DATABASE_URL"] = new UriBuilder(server) { Path = $"compare_{target.Name}", Query = "sslmode=disable" }.Uri.AbsoluteUri;
    (target.Start.WorkingDirectory, target.Start.RedirectStandardOutput, target.Start.RedirectStandardError) = (folder, true, true);
    target.Process = Process.Start(target.Start)!;
    var said = new List<string>();
    target.Process.ErrorDataReceived += (_, line) => said.Add(line.Data ?? "");
    target.Process.BeginErrorReadLine();
    Match address;
    do
    {
        var line = await target.Process.StandardOutput.ReadLineAsync() ?? throw new CheckException($"{target.Title} did not start: {string.Join('\n', said)}");
        address = Regex.Match(line, @"http://127\.0\.0\.1:\d+");
    }
    while (!address.Success);
    target.Url = address.Value;
    if (target != plain)
        await ExecuteAsync(target.Database, "INSERT INTO chat_sessions (id, visitor) SELECT 'session_00000000-0000-7000-8000-' || lpad(number::text, 12, '0') || '_1700000000000', true FROM generate_series(0, 999) AS number");
    using var http = new HttpClient();
    var reply = await http.PostAsJsonAsync($"{target.Url}/api/chat", new { sessionId = "session_00000000-0000-7000-8000-000000000000_1700000000000", message = "How long is an answer?", mood = "curious" });
    target.AnswerLength = (await reply.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("response").GetString()!.Length;
    target.Acknowledged = 1;
}

async Task<Sample> LoadAsync(Target target, int count, int duration)
{
    // Each begins with the same duty to write full pages.
    await ExecuteAsync(target.Database!, "CHECKPOINT");
    var busy = target.Process!.TotalProcessorTime;
    var wrk = new ProcessStartInfo("wrk", [$"-t{Math.Min(count, 2)}", $"-c{count}", $"-d{duration + 1}s", "--latency", "--timeout", "10s", "-s", Path.Combine(here, "chat.lua"), target.Url!])
    {
        RedirectStandardOutput = true,
        Environment = { ["LOAD_SECONDS"] = $"{duration}" },
    };
    using var process = Process.Start(wrk)!;
    var output = await process.StandardOutput.ReadToEndAsync();
    var figures = Regex.Match(output, @"(\d+) turns/s, p50 ([\d.]+) ms, p99 ([\d.]+) ms, (\d+) acknowledged, (\d+) failed, (\d+) unanswered");
    if (!figures.Success) throw new CheckException($"wrk said: {output}");
    double Figure(int group) => double.Parse(figures.Groups[group].ValueSpan);
    if (Figure(5) > 0 || Figure(6) > 0) throw new CheckException($"{target.Title}: of the turns with {count} clients {Figure(5)} failed and {Figure(6)} were not answered within a second after the load.");
    target.Acknowledged += (long)Figure(4);
    await CheckAsync(target);
    target.Process.Refresh();
    return new Sample(count, Figure(1), Figure(2), Figure(3), (target.Process.TotalProcessorTime - busy).TotalMicroseconds / Figure(4));
}

// Delivery may be behind an acknowledgement by the journal; what counts is that nothing is missing in the end, and nothing there twice.
async Task CheckAsync(Target target)
{
    var ended = Stopwatch.GetTimestamp();
    while (true)
    {
        var rows = await AskAsync<long>(target.Database!, "SELECT count(*) FROM chat_conversations");
        var counted = await AskAsync<long>(target.Database!, "SELECT sum(total_messages) FROM chat_sessions");
        var late = Stopwatch.GetElapsedTime(ended);
        if (rows == target.Acknowledged && counted == target.Acknowledged)
        {
            target.LateMax = late > target.LateMax ? late : target.LateMax;
            return;
        }

        if (rows > target.Acknowledged || late > TimeSpan.FromSeconds(30))
            throw new CheckException($"{target.Title}: {target.Acknowledged} turns were acknowledged, {rows} rows are stored, {counted} are counted in sessions.");
        await Task.Delay(TimeSpan.FromMilliseconds(50));
    }
}

void Report()
{
    Console.WriteLine();
    Console.WriteLine($"{"",-34} {"clients",7} {"turns/s",9} {"× plain",8} {"p50 ms",7} {"p99 ms",7} {"× plain",8}");
    foreach (var count in clients)
    {
        foreach (var target in targets)
            Console.WriteLine($"{target.Title,-34} {count,7} {Median(target, count, "turns/s"),9:F0} {Ratio(target, count, "turns/s"),8:F2} {Median(target, count, "p50"),7:F2} {Median(target, count, "p99"),7:F2} {Ratio(target, count, "p99"),8:F2}");
    }

    Console.WriteLine();
    foreach (var target in targets)
    {
        var memory = File.ReadAllText($"/proc/{target.Process!.Id}/status");
        int Mebibytes(string name) => int.Parse(Regex.Match(memory, $@"{name}:\s+(\d+)").Groups[1].ValueSpan) / 1024;
        Console.WriteLine($"{target.Title,-34} {Mebibytes("VmRSS")} MiB of memory, at most {Mebibytes("VmHWM")}; answers of {target.AnswerLength} characters; "
            + $"{target.Acknowledged} acknowledged = stored = counted in sessions, {target.LateMax.TotalSeconds:F1} s after a load at most");
    }

    Console.WriteLine();
    foreach (var goal in goals)
        Console.WriteLine($"{(IsReached(goal) ? "reached" : "MISSED "),-8} {goal.Target,-8} {goal.Clients,2} clients   {goal.Figure,-7} {Ratio(Named(goal.Target), goal.Clients, goal.Figure):F2} × plain, goal {(goal.Figure == "p99" ? "below" : "at least")} {goal.Factor}");
}

bool IsReached(Goal goal)
{
    var ratio = Ratio(Named(goal.Target), goal.Clients, goal.Figure);
    return goal.Figure == "p99" ? ratio < goal.Factor : ratio >= goal.Factor;
}

Target Named(string name) => targets.Single(target => target.Name == name);

double Ratio(Target target, int count, string figure) => Median(target, count, figure) / Median(plain, count, figure);

double Median(Target target, int count, string figure)
{
    double[] values = [.. target.Samples.Where(sample => sample.Clients == count).Select(sample => figure switch { "turns/s" => sample.Rate, "p50" => sample.P50, _ => sample.P99 }).Order()];
    return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
}

NpgsqlDataSource DataSource(string database)
{
    var user = server.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
    return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder { Host = server.Host, Port = server.Port, Username = user[0], Password = user.ElementAtOrDefault(1), Database = database, SslMode = SslMode.Disable });
}

static async Task<T> AskAsync<T>(NpgsqlDataSource database, string sql)
{
    await using var command = database.CreateCommand(sql);
    return (T)(await command.ExecuteScalarAsync())!;
}

static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
{
    await using var command = database.CreateCommand(sql);
    await command.ExecuteNonQueryAsync();
}

async Task StopAsync(Target target)
{
    if (target.Process is not { } process) return;
    if (!process.HasExited)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync();
    }

    process.Dispose();
    if (target.Database is not null) await target.Database.DisposeAsync();
}

internal sealed record Sample(int Clients, double Rate, double P50, double P99, double CpuMicroseconds);

internal sealed record Goal(string Target, int Clients, string Figure, double Factor);

internal sealed class CheckException(string message) : Exception(message);

internal sealed class Target(string name, string title, ProcessStartInfo start)
{
    public string Name { get; } = name;
    public string Title { get; } = title;
    public ProcessStartInfo Start { get; } = start;
    public Process? Process { get; set; }
    public NpgsqlDataSource? Database { get; set; }
    public string? Url { get; set; }
    public int AnswerLength { get; set; }
    public long Acknowledged { get; set; }
    public TimeSpan LateMax { get; set; }
    public List<Sample> Samples { get; } = [];
}
