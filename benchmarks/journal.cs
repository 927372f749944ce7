#:project ../src/ChatLedger.Sqlite
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property NoWarn=CA2007;EnableGenerateDocumentationFile
#:property RestorePackagesWithLockFile=false
// Measures the journal alone on this machine's disk: dotnet run --file benchmarks/journal.cs -c Release [DIRECTORY]
//   finished turns recorded by 1 and 64 writers, and how long an opening takes while 2,000 answers stream at 50 pieces a second.
using System.Diagnostics;
using ChatLedger;
using ChatLedger.Capture;
using ChatLedger.Journal;
using ChatLedger.Sqlite.Journal;
using Microsoft.Extensions.Logging.Abstractions;

var directory = Directory.CreateTempSubdirectory("chatledger-journal-").FullName;
if (args.Length > 0) directory = Directory.CreateDirectory(Path.Combine(args[0], Path.GetFileName(directory))).FullName;
var clock = new CaptureClock(TimeProvider.System);
var question = string.Join(' ', Enumerable.Repeat("my card has not arrived yet", 8));
var answer = string.Join(' ', Enumerable.Repeat("it was sent on Monday and takes five working days", 28));

await using (var journal = new SqliteJournal(Path.Combine(directory, "journal.db"), 1L << 32, clock, NullLogger<SqliteJournal>.Instance))
{
    await journal.StartAsync(turns => journal.Delete(turns));
    foreach (var writers in (int[])[1, 64])
    {
        await RecordAsync(journal, writers, TimeSpan.FromSeconds(1));
        Print($"record, {writers} writers", await RecordAsync(journal, writers, TimeSpan.FromSeconds(4)), 4);
    }

    Print("opening beside 2,000 streams", await OpenBesideStreamsAsync(journal, 2_000, TimeSpan.FromSeconds(6)), 6);
}

Directory.Delete(directory, recursive: true);

Turn NewTurn() => new() { TurnId = Guid.CreateVersion7(clock.Next()), Timestamp = clock.Next(), SessionId = "benchmark", UserMessage = question };

async Task<List<double>> RecordAsync(SqliteJournal journal, int writers, TimeSpan duration)
{
    var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
    var times = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
    {
        var mine = new List<double>();
        while (Stopwatch.GetTimestamp() < until)
        {
            var started = Stopwatch.GetTimestamp();
            await journal.RecordAsync([new JournaledTurn(NewTurn() with { AiResponse = answer })]);
            mine.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return mine;
    })));
    return [.. times.SelectMany(mine => mine)];
}

async Task<List<double>> OpenBesideStreamsAsync(SqliteJournal journal, int streams, TimeSpan duration)
{
    var open = Enumerable.Range(0, streams).Select(_ => journal.Open(NewTurn())).ToList();
    await Task.WhenAll(open.Select(journal.OpenedAsync));
    using var stop = new CancellationTokenSource(duration);
    // Fifty pieces of a second, gathered by a checkpoint every 200 ms: ten words a stream and tick.
    var ticking = Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        while (!stop.IsCancellationRequested)
        {
            foreach (var entry in open) _ = journal.AppendAsync(entry, "ten words of text that one stream produced within tick ");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    });
    var times = new List<double>();
    while (!stop.IsCancellationRequested)
    {
        var started = Stopwatch.GetTimestamp();
        var entry = journal.Open(NewTurn());
        await journal.OpenedAsync(entry);
        times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        await journal.CloseAsync(entry, new JournaledTurn(entry.Turn with { AiResponse = answer }));
    }

    await ticking;
    foreach (var entry in open) await journal.CloseAsync(entry, new JournaledTurn(entry.Turn with { AiResponse = answer }));
    return times;
}

static void Print(string what, List<double> times, double seconds)
{
    times.Sort();
    Console.WriteLine($"{what,-30} {times.Count / seconds,8:F0}/s   p50 {times[times.Count / 2],6:F2} ms   p99 {times[times.Count * 99 / 100],6:F2} ms");
}
