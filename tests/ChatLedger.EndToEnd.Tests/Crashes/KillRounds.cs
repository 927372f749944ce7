using ChatLedger.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace ChatLedger.EndToEnd.Tests.Crashes;

/// <summary>
/// Lets 64 writers chat with a server, kills it at a moment that a seed decides, starts it again, and so on; then compares what was acknowledged with
/// what is stored. The seed is printed; <c>CHATLEDGER_TEST_SEED</c> repeats a run.
/// </summary>
internal sealed class KillRounds(string program, IReadOnlyDictionary<string, string> settings, ITestOutputHelper output)
{
    private const int Writers = 64;
    private const int TurnsBeforeMax = 1_000;
    private const int RecoveriesMax = 20;

    public async Task<Verdict> RunAsync(int rounds)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CHATLEDGER_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"CHATLEDGER_TEST_SEED={seed}");
        var random = new Random(seed);
        using var place = new TempPlace();
        var logs = new List<WriterLog>();
        for (var round = 0; round < rounds; round++) logs.AddRange(await KillOnceAsync(place, random.Next(1, TurnsBeforeMax)));
        await RecoverAsync(place);
        var verdict = Verdict.Of(logs, Files.Turns(place));
        output.WriteLine($"{logs.Sum(static log => log.Acknowledged.Count)} turns acknowledged. {verdict}");
        return verdict;
    }

    private async Task<IReadOnlyList<WriterLog>> KillOnceAsync(TempPlace place, int turnsBefore)
    {
        await using var server = await ServerProcess.StartAsync(place, settings, program);
        var driver = new Driver(server.Chat, Writers);
        var writing = driver.RunAsync();
        await driver.AcknowledgedAsync(turnsBefore);
        await server.KillAsync();
        await writing;
        output.WriteLine($"killed after {turnsBefore} turns; {driver.Acknowledged} were acknowledged by then");
        return driver.Writers;
    }

    /// <summary>Whatever program died, the real server takes up what it left, until nothing waits in the journal.</summary>
    private static async Task RecoverAsync(TempPlace place)
    {
        for (var starts = 0; starts == 0 || Files.JournalRecords(place) > 0; starts++)
        {
            Assert.True(starts < RecoveriesMax, "The journal is never delivered.");
            await using var server = await ServerProcess.StartAsync(place);
            await server.StopAsync();
        }
    }
}
