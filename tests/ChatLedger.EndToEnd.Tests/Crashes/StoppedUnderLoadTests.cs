using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Crashes;

[Collection(UnderLoad.Name)]
public sealed class StoppedUnderLoadTests
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);

    [LinuxFact]
    public async Task a_server_told_to_stop_under_load_stores_every_acknowledged_turn_and_leaves_nothing_behind()
    {
        using var place = new TempPlace();
        var settings = new Dictionary<string, string> { ["CHATLEDGER__MODEL__DEMOWORDDELAY"] = "00:00:00.005" };
        await using var server = await ServerProcess.StartAsync(place, settings);
        var driver = new Driver(server.Chat, writers: 64);
        var writing = driver.RunAsync();
        await driver.AcknowledgedAsync(300);

        var told = TimeProvider.System.GetTimestamp();
        await server.StopAsync();
        var elapsed = TimeProvider.System.GetElapsedTime(told);
        await writing;

        Assert.InRange(elapsed, TimeSpan.Zero, StopMax);
        Assert.Equal((0, 0), (Files.LogBytes(place, "journal.db"), Files.LogBytes(place, "chatledger.db")));
        Assert.Equal(0, Files.JournalRecords(place));
        var verdict = Verdict.Of([.. driver.Writers], Files.Turns(place));
        Assert.True(verdict.IsClean, verdict.ToString());
    }

    [LinuxFact]
    public async Task an_answer_that_would_outlast_the_stop_is_given_up_told_and_recorded_as_far_as_it_came()
    {
        using var place = new TempPlace();
        var settings = new Dictionary<string, string> { ["CHATLEDGER__MODEL__DEMOWORDDELAY"] = "00:00:01" };
        await using var server = await ServerProcess.StartAsync(place, settings);
        var stream = new WatchedStream(new Message(Driver.NewSessionId(), "Will you be quite done when this server has to stop?"), piecesUntilUnderWay: 2);
        var watching = stream.WatchAsync(server.Chat);
        await stream.IsUnderWay.OrTimeoutAsync();

        var told = TimeProvider.System.GetTimestamp();
        await server.StopAsync();
        var elapsed = TimeProvider.System.GetElapsedTime(told);

        Assert.InRange(elapsed, TimeSpan.Zero, StopMax);
        Assert.Equal("model-server-stopping", Assert.IsType<ProblemException>(await watching).Type);
        var row = Assert.Single(Files.Turns(place));
        Assert.Equal(("failed", "server-stopping", stream.Received), (row.Status, row.Error, row.AiResponse));
    }
}
