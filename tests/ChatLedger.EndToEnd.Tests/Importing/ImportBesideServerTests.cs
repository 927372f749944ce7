using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Importing;

[Collection(UnderLoad.Name)]
public sealed class ImportBesideServerTests
{
    [LinuxFact]
    public async Task an_import_goes_through_the_running_server_while_people_chat_with_it()
    {
        using var place = new TempPlace();
        List<string> lines = [.. SampleFile.Repeated(8)];
        var file = place.Write("many.jsonl", lines);
        await using var server = await ServerProcess.StartAsync(place, new Dictionary<string, string> { ["CHATLEDGER__MODEL__DEMOWORDDELAY"] = "00:00:00.001" });
        var driver = new Driver(server.Chat, writers: 8);
        var chatting = driver.RunAsync();
        await driver.AcknowledgedAsync(1);

        var before = driver.Acknowledged;
        var import = await Verb.RunAsync(place, "import", file);
        await driver.AcknowledgedAsync(driver.Acknowledged + 1);
        driver.Stop();
        await chatting;
        await server.StopAsync();

        Assert.StartsWith($"{lines.Count:N0} turns recorded, 0 were there already, 0 refused", import.Succeeded(), StringComparison.Ordinal);
        Assert.True(driver.Acknowledged > before + 1, "Nobody was answered while the import ran.");
        var stored = Files.Turns(place).ToLookup(static turn => turn.SessionId.StartsWith("session_", StringComparison.Ordinal));
        Assert.Equal(lines.Select(static line => SampleTurn.Of(line).Hash).Order(), stored[false].Select(static turn => turn.Hash).Order());
        var verdict = Verdict.Of(driver.Writers, [.. stored[true]]);
        Assert.True(verdict.IsClean, verdict.ToString());
    }
}
