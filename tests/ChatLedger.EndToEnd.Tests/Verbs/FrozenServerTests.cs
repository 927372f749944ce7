using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Verbs;

[Collection(UnderLoad.Name)]
public sealed class FrozenServerTests
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

    [LinuxFact]
    public async Task every_verb_gives_up_on_a_frozen_server_in_time_and_works_again_when_it_thaws()
    {
        using var place = new TempPlace();
        await using var server = await ServerProcess.StartAsync(place);
        var message = new Message(Driver.NewSessionId(), "Are you there?");
        await server.Chat.AskAsync(message);
        var file = place.Write("few.jsonl", SampleFile.UndatedLines.Take(5));
        string[][] verbs = [["history", message.SessionId], ["stats"], ["init-db"], ["import", file]];

        server.Freeze();
        var frozen = await Task.WhenAll(verbs.Select(verb => Verb.RunAsync(place, verb)));
        server.Thaw();
        var thawed = await Task.WhenAll(verbs.Select(verb => Verb.RunAsync(place, verb)));

        Assert.All(frozen, outcome =>
        {
            Assert.Contains($"(process {server.Id}) does not answer within 5 s", outcome.Failed(4));
            Assert.InRange(outcome.Elapsed, TimeSpan.Zero, AnswerMax);
        });
        Assert.All(thawed, static outcome => outcome.Succeeded());
        await server.StopAsync();
    }
}
