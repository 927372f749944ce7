using ChatLedger.Capture;
using ChatLedger.Conformance;
using ChatLedger.Sqlite.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatLedger.Sqlite.Tests.Journal.Crashes;

/// <summary>The power fails beneath a journal that records turns: only what the disk itself holds is left.</summary>
public sealed class PowerLossTests
{
    private const int Writers = 8;
    private const int EnoughTurns = 300;
    private const int ControlCyclesMax = 10;

    [PowerLossFact]
    public async Task an_acknowledged_turn_survives_a_power_loss()
    {
        for (var cycle = 0; cycle < 6; cycle++) Assert.Empty(await LoseAsync("FULL"));
    }

    [PowerLossFact]
    public async Task a_journal_that_does_not_sync_loses_acknowledged_turns()
    {
        for (var cycle = 0; cycle < ControlCyclesMax; cycle++)
        {
            if ((await LoseAsync("OFF")).Count > 0) return;
        }

        Assert.Fail("Nothing was lost without syncing: the test above would not notice a loss either.");
    }

    /// <summary>One power loss under load; gives the acknowledged turns that are not there afterwards.</summary>
    private static async Task<IReadOnlyList<Guid>> LoseAsync(string synchronous)
    {
        using var disk = new LoopDisk();
        var path = Path.Combine(disk.Path, "journal.db");
        using var writer = WriterProcess.Start(path, synchronous, Writers, int.MaxValue, EnoughTurns);
        await writer.Enough.Soon();
        // Only what was told before counts: of a sync that is under way while the file system goes down, Linux may say that it succeeded.
        var acknowledged = writer.Acknowledged;
        disk.CutPower();
        writer.Kill();
        await writer.EndedAsync();
        disk.TurnOn();

        await using var journal = new SqliteJournal(path, 1L << 30, new CaptureClock(TimeProvider.System), NullLogger<SqliteJournal>.Instance);
        await journal.StartAsync(static _ => { }).Soon();
        var kept = await journal.PeekAsync(0, int.MaxValue, int.MaxValue).Soon();
        return [.. acknowledged.Except(kept.Select(static turn => turn.Turn.TurnId))];
    }
}
