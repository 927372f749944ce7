using ChatLedger.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace ChatLedger.EndToEnd.Tests.Crashes;

[Collection(UnderLoad.Name)]
public sealed class KilledUnderLoadTests(ITestOutputHelper output)
{
    private const int Rounds = 3;
    private const int ControlRoundsMax = 5;

    /// <summary>Without a pause between words an answer is there at once; with one its turn is opened, checkpointed and closed.</summary>
    [LinuxTheory]
    [InlineData("Store", 0)]
    [InlineData("Journal", 0)]
    [InlineData("Store", 1)]
    [InlineData("Journal", 1)]
    public async Task every_acknowledged_turn_survives_a_killed_server_once_unaltered_and_in_order(string acknowledge, int wordDelayMs)
    {
        var settings = Settings(acknowledge, wordDelayMs);

        var verdict = await new KillRounds(Programs.Server, settings, output).RunAsync(Rounds);

        Assert.True(verdict.IsClean, verdict.ToString());
    }

    /// <summary>The control: if this one passed unnoticed, the test above would show nothing.</summary>
    [LinuxFact]
    public async Task a_journal_that_acknowledges_before_it_writes_is_caught_losing_turns()
    {
        var settings = Settings("Journal", 0);
        for (var round = 0; round < ControlRoundsMax; round++)
        {
            var verdict = await new KillRounds(Programs.Control, settings, output).RunAsync(1);
            if (verdict.Lost.Count > 0) return;
        }

        Assert.Fail("A server that acknowledges too early was killed again and again, and no turn was missed.");
    }

    private static Dictionary<string, string> Settings(string acknowledge, int wordDelayMs) => new()
    {
        ["CHATLEDGER__ACKNOWLEDGE"] = acknowledge,
        ["CHATLEDGER__MODEL__DEMOWORDDELAY"] = $"00:00:00.{wordDelayMs:000}",
    };
}
