using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Importing;

[Collection(UnderLoad.Name)]
public sealed class InterruptedImportTests : IDisposable
{
    private const int BatchesBefore = 3;

    private readonly TempPlace _place = new();
    private readonly List<string> _lines = [.. SampleFile.Repeated(16)];

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task an_import_killed_in_the_middle_is_taken_up_where_it_stopped()
    {
        var file = _place.Write("many.jsonl", _lines);
        await KillInTheMiddleAsync(file);

        var resumed = (await Verb.RunAsync(_place, "import", file, "--resume")).Succeeded();

        Assert.Matches(@"[1-9][\d,]* lines of an earlier run were not read again", resumed);
        AssertWhole();
    }

    [Fact]
    public async Task an_import_killed_in_the_middle_may_as_well_be_run_again_from_the_start()
    {
        var file = _place.Write("many.jsonl", _lines);
        await KillInTheMiddleAsync(file);

        var again = (await Verb.RunAsync(_place, "import", file)).Succeeded();

        Assert.Matches(@"[\d,]+ turns recorded, [1-9][\d,]* were there already, 0 refused", again);
        AssertWhole();
    }

    [LinuxFact]
    public async Task an_import_whose_server_freezes_says_so_and_is_finished_when_it_thaws()
    {
        var file = _place.Write("many.jsonl", _lines);
        using var watch = new BatchWatch(_place, BatchesBefore);
        await using var server = await ServerProcess.StartAsync(_place);
        var importing = Verb.RunAsync(_place, "import", file);
        await watch.Reached;
        server.Freeze();

        var reported = (await importing).Failed(4);
        server.Thaw();
        (await Verb.RunAsync(_place, "import", file, "--resume")).Succeeded();
        await server.StopAsync();

        Assert.Contains($"(process {server.Id}) does not answer within 5 s", reported);
        AssertWhole();
    }

    private async Task KillInTheMiddleAsync(string file)
    {
        using var watch = new BatchWatch(_place, BatchesBefore);
        await using var import = Verb.Start(_place, null, "import", file, "--data", _place.Data);
        await watch.Reached;
        import.Kill();
        await import.ExitAsync();
        Assert.InRange(Files.Turns(_place).Count, 1, _lines.Count - 1);
    }

    /// <summary>Every line is a turn, once, and every session counts and orders its own.</summary>
    private void AssertWhole()
    {
        var stored = Files.Turns(_place);
        Assert.Equal(_lines.Count, stored.Count);
        Assert.Equal(_lines.Count, Files.Sessions(_place).Values.Sum());
        var expected = _lines.Select(SampleTurn.Of).GroupBy(static turn => turn.Dialogue).ToDictionary(static turns => turns.Key, static turns => turns.Select(static turn => turn.Hash));
        Assert.All(stored.GroupBy(static turn => turn.SessionId), session => Assert.Equal(expected[session.Key], session.Select(static turn => turn.Hash)));
    }
}
