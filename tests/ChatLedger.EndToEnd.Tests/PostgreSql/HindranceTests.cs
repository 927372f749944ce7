using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.PostgreSql;

/// <summary>A database that cannot be used: one message says what helps, turns are taken meanwhile, and arrive when it is mended.</summary>
public sealed class HindranceTests : IDisposable
{
    private readonly TempPlace _place = new();

    public void Dispose() => _place.Dispose();

    [LinuxTheory]
    [InlineData("wrong password")]
    [InlineData("missing database")]
    [InlineData("no rights")]
    [InlineData("read-only server")]
    public async Task turns_are_taken_and_arrive_without_a_restart_when_it_is_mended(string kind)
    {
        await using var hindrance = await Hindrance.CreateAsync(kind);
        await using var server = await ServerProcess.StartAsync(_place, Settings(hindrance.Url));
        var session = Driver.NewSessionId();

        var before = await server.ReadinessAsync();
        await server.Chat.AskAsync(new Message(session, "first"));
        await server.Chat.StreamAsync(new Message(session, "second"));
        AssertTold(server.Log, hindrance.Remedy, hindrance.Password);
        await hindrance.MendAsync();
        await server.LoggedAsync(static line => line.Contains("The store is ready", StringComparison.Ordinal));
        await server.Chat.AskAsync(new Message(session, "third"));
        var after = await server.ReadinessAsync();
        await server.StopAsync();

        Assert.Equal(("degraded", "down"), before);
        Assert.Equal(("ready", "up"), after);
        Assert.Equal(["first", "second", "third"], await hindrance.StoredAsync());
    }

    [LinuxFact]
    public async Task a_host_that_does_not_exist_is_told_and_turns_wait_in_the_journal_across_a_restart()
    {
        var settings = Settings("postgresql://somebody:vErYsEcReT@nowhere.invalid/chat");
        var message = new Message(Driver.NewSessionId(), "Is anybody there?");

        for (var start = 0; start < 2; start++)
        {
            await using var server = await ServerProcess.StartAsync(_place, settings);
            await server.Chat.AskAsync(message);
            Assert.Equal(("degraded", "down"), await server.ReadinessAsync());
            await server.StopAsync();
            AssertTold(server.Log, "host and port in DATABASE_URL", "vErYsEcReT");
        }

        Assert.Equal(2, Files.JournalRecords(_place));
    }

    [Theory]
    [InlineData("wrong password")]
    [InlineData("missing database")]
    [InlineData("no rights")]
    [InlineData("read-only server")]
    public async Task a_verb_that_needs_the_tables_fails_with_the_remedy(string kind)
    {
        await using var hindrance = await Hindrance.CreateAsync(kind);

        var message = (await Verb.RunBareAsync(_place, Settings(hindrance.Url), "init-db", "--data", _place.Data)).Failed(1);

        Assert.Contains(hindrance.Remedy, message, StringComparison.Ordinal);
        Assert.DoesNotContain(hindrance.Password, message, StringComparison.Ordinal);
        await hindrance.MendAsync();
        (await Verb.RunBareAsync(_place, Settings(hindrance.Url), "init-db", "--data", _place.Data)).Succeeded();
    }

    private static Dictionary<string, string> Settings(string url) => new() { ["DATABASE_URL"] = url };

    private static void AssertTold(string log, string remedy, string password)
    {
        var told = Assert.Single(log.Split('\n'), static line => line.Contains("The store is out of reach", StringComparison.Ordinal));
        Assert.Contains(remedy, told, StringComparison.Ordinal);
        Assert.DoesNotContain(password, log, StringComparison.Ordinal);
    }
}
