using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Verbs;

public sealed class LoggingOffTests
{
    private static readonly Dictionary<string, string> Off = new() { ["ENABLE_CHAT_LOGGING"] = "false" };

    [LinuxFact]
    public async Task with_logging_off_the_chat_works_and_not_one_file_is_made()
    {
        using var place = new TempPlace();
        await using var server = await ServerProcess.StartAsync(place, Off);
        var message = new Message(Driver.NewSessionId(), "Will you forget this?");

        var answers = new[] { await server.Chat.AskAsync(message), await server.Chat.StreamAsync(message) };

        Assert.All(answers, static answer => Assert.Null(answer.TurnId));
        Assert.All(answers, static answer => Assert.NotEmpty(answer.Text));
        Assert.Empty(Directory.GetFileSystemEntries(place.Folder));
        await server.StopAsync();
        Assert.Empty(Directory.GetFileSystemEntries(place.Folder));
    }

    [Fact]
    public async Task with_logging_off_a_verb_says_that_there_is_no_ledger()
    {
        using var place = new TempPlace();

        var outcome = await Verb.RunBareAsync(place, Off, "stats", "--data", place.Data);

        Assert.Contains("ENABLE_CHAT_LOGGING is false", outcome.Failed(1));
        Assert.Empty(Directory.GetFileSystemEntries(place.Folder));
    }
}
