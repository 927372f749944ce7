using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Verbs;

public sealed class HelpTests : IDisposable
{
    private readonly TempPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("serve", "--port")]
    [InlineData("init-db", "--data")]
    [InlineData("import", "--resume")]
    [InlineData("history", "--limit")]
    [InlineData("stats", "SESSION")]
    public async Task every_verb_explains_itself(string verb, string named)
    {
        var help = (await RunAsync(verb, "--help")).Succeeded();

        Assert.Contains($"chatledger {verb}", help);
        Assert.Contains(named, help);
    }

    [Fact]
    public async Task help_lists_every_verb()
    {
        var help = (await RunAsync("--help")).Succeeded();

        Assert.All(["serve", "init-db", "import", "history", "stats"], verb => Assert.Contains($"  {verb}", help));
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("serve", "--frobnicate")]
    [InlineData("history")]
    [InlineData("history", "session", "--limit", "0")]
    [InlineData("serve", "--port", "many")]
    public async Task a_command_line_that_is_wrong_ends_with_2_and_a_message(params string[] arguments) =>
        Assert.NotEmpty((await RunAsync(arguments)).Failed(2));

    [Fact]
    public async Task settings_that_are_wrong_are_all_told_at_once_and_nothing_is_started()
    {
        var settings = new Dictionary<string, string>
        {
            ["CHAT_LOG_RETENTION_DAYS"] = "ninety",
            ["CHATLEDGER__ACKNOWLEDGE"] = "Sometimes",
            ["CHATLEDGER__ACKNOWLEGDE"] = "Store",
            ["REDIS_URL"] = "redis://127.0.0.1",
        };

        var reported = (await Verb.RunBareAsync(_place, settings, "serve", "--host", "0.0.0.0")).Failed(2);

        Assert.All(["CHAT_LOG_RETENTION_DAYS", "CHATLEDGER__ACKNOWLEDGE", "CHATLEDGER__ACKNOWLEGDE", "REDIS_URL", "--host"], name => Assert.Contains($"- {name}: ", reported));
        Assert.Empty(Directory.GetFileSystemEntries(_place.Folder));
    }

    private Task<Outcome> RunAsync(params string[] arguments) => Verb.RunBareAsync(_place, null, arguments);
}
