using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Verbs;

public sealed class UnpreparedLedgerTests : IDisposable
{
    private readonly TempPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task init_db_makes_the_tables_where_there_are_none()
    {
        Assert.Matches(@"The tables are up to date \(version \d+\)", (await Verb.RunAsync(_place, "init-db")).Succeeded());
        Assert.Empty(Files.Turns(_place));
    }

    [LinuxFact]
    public async Task a_server_told_not_to_make_tables_asks_for_init_db_and_starts_after_it()
    {
        var settings = new Dictionary<string, string> { ["CHATLEDGER__STORE__AUTOMIGRATE"] = "false" };

        var refused = await Verb.RunBareAsync(_place, settings, "serve", "--port", "0", "--data", _place.Data);
        (await Verb.RunBareAsync(_place, settings, "init-db", "--data", _place.Data)).Succeeded();
        await using var server = await ServerProcess.StartAsync(_place, settings);

        Assert.Contains("Store:AutoMigrate is off. Run: chatledger init-db", refused.Failed(1));
        await server.StopAsync();
    }

    [Fact]
    public async Task a_verb_takes_up_what_a_killed_server_left_in_its_journal()
    {
        var message = new Message(Driver.NewSessionId(), "Will this be there?");
        Answer answer;
        await using (var server = await ServerProcess.StartAsync(_place, new Dictionary<string, string> { ["CHATLEDGER__ACKNOWLEDGE"] = "Journal" }))
        {
            answer = await server.Chat.AskAsync(message);
            await server.KillAsync();
        }

        Assert.True(File.Exists(Path.Combine(_place.Data, "control.json")));
        Assert.Contains(answer.TurnId.ToString()!, (await Verb.RunAsync(_place, "history", message.SessionId, "--json")).Succeeded());
    }
}
