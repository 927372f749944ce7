#:project ../src/ChatLedger.Sqlite
#:project ../src/ChatLedger.PostgreSql
#:package Microsoft.Extensions.DependencyInjection
#:include reads/*.cs
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property NoWarn=CA2007;EnableGenerateDocumentationFile
#:property RestorePackagesWithLockFile=false
// Fills a store with real turns, unless it has some, and measures everything the read routes ask of it:
//   dotnet run --file benchmarks/reads.cs -c Release -- DIRECTORY|postgresql://… DIALOGUES-DIRECTORY [TURNS [SECONDS]]
// TURNS are 1,000,000 unless written, SECONDS of each read 1. Exit code 1 where a read takes 100 ms or more on average.
using System.Diagnostics;
using ChatLedger.Benchmarks.Reads;

const double MeanMax = 100;
if (args.Length < 2)
{
    Console.Error.WriteLine("Which store, and where are the dialogues? See the head of this file.");
    return 2;
}

var turns = args.Length > 2 ? int.Parse(args[2]) : 1_000_000;
var duration = TimeSpan.FromSeconds(args.Length > 3 ? double.Parse(args[3]) : 1);
await using var store = await OpenedStore.OpenAsync(args[0]);
if ((await store.Reader.GetLedgerStatsAsync()).ConversationCount == 0) await new Filling(store, new Traffic(DialogueFiles.Read(args[1]), turns)).RunAsync();

var slow = 0;
foreach (var read in await ReadCases.OfAsync(store.Reader, turns))
{
    var times = await MeasureAsync(read);
    var isSlow = read.IsJudged && times.Average() >= MeanMax;
    if (isSlow) slow++;
    Console.WriteLine($"{read.Name,-48} mean {times.Average(),8:F2} ms   p50 {times[times.Count / 2],8:F2}   p99 {times[times.Count * 99 / 100],8:F2}   {times.Count,6} reads{(isSlow ? "   TOO SLOW" : "")}");
}

Console.WriteLine(slow == 0 ? $"Every read takes less than {MeanMax:F0} ms on average." : $"{slow} reads take {MeanMax:F0} ms or more on average.");
return slow == 0 ? 0 : 1;

async Task<List<double>> MeasureAsync(ReadCase read)
{
    await read.RunAsync();
    var times = new List<double>();
    for (var begin = Stopwatch.GetTimestamp(); times.Count < 3 || Stopwatch.GetElapsedTime(begin) < duration;)
    {
        var started = Stopwatch.GetTimestamp();
        await read.RunAsync();
        times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    times.Sort();
    return times;
}
