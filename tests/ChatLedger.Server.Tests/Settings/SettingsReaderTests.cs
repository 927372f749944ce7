using ChatLedger.Extensions.AI;
using ChatLedger.Server.Settings;

namespace ChatLedger.Server.Tests;

/// <summary>Where settings come from, and how mistakes in them are told.</summary>
[Collection(Place.Collection)]
public sealed class SettingsReaderTests : IDisposable
{
    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void without_any_setting_the_defaults_are_in_force()
    {
        var settings = _place.Read();

        Assert.Equal(("./chatledger-data", true, 90), (settings.Ledger.DataDirectory, settings.Ledger.EnableChatLogging, settings.Ledger.RetentionDays));
        Assert.Equal(("127.0.0.1", 5080, ModelProvider.Auto), (settings.Server.Host, settings.Server.Port, settings.Model.Provider));
        Assert.Equal((null, 16_000), (settings.Ledger.Store.SqlitePath, settings.Chat.ContextLengthMax));
    }

    /// <summary>From the weakest to the strongest; each has a value of its own.</summary>
    public static TheoryData<int> Sources => new(Enumerable.Range(1, 6));

    [Theory]
    [MemberData(nameof(Sources))]
    public void a_stronger_source_overrules_all_weaker_ones(int sources)
    {
        if (sources >= 1) _place.Write("appsettings.json", """{"ChatLedger":{"RetentionDays":1}}""");
        if (sources >= 2) _place.Write(".env", "CHAT_LOG_RETENTION_DAYS=2\n");
        if (sources >= 3) _place.Write(".env.local", "CHAT_LOG_RETENTION_DAYS=3\n");
        if (sources >= 4) _place.Set("CHAT_LOG_RETENTION_DAYS", "4");
        if (sources >= 5) _place.Set("CHATLEDGER__RETENTIONDAYS", "5");

        var settings = sources >= 6 ? _place.Read(("RetentionDays", "6")) : _place.Read();

        Assert.Equal(sources, settings.Ledger.RetentionDays);
    }

    [Fact]
    public void every_well_known_variable_sets_its_option()
    {
        _place.Set("ENABLE_CHAT_LOGGING", "false");
        _place.Set("OPENAI_BASE_URL", "http://127.0.0.1:4010/v1");
        _place.Set("OPENAI_API_KEY", "sk-1");
        _place.Set("OPENAI_MODEL", "model-1");
        _place.Set("ANTHROPIC_API_KEY", "sk-2");
        _place.Set("ANTHROPIC_MODEL", "model-2");
        _place.Set("DATABASE_URL", "sqlite:////var/lib/chat.db");

        var settings = _place.Read();

        Assert.Equal((false, "/var/lib/chat.db"), (settings.Ledger.EnableChatLogging, settings.Ledger.Store.SqlitePath));
        Assert.Equal(("http://127.0.0.1:4010/v1", "sk-1", "model-1"), (settings.Model.OpenAIBaseUrl, settings.Model.OpenAIApiKey, settings.Model.OpenAIModel));
        Assert.Equal(("sk-2", "model-2"), (settings.Model.AnthropicApiKey, settings.Model.AnthropicModel));
    }

    [Theory]
    [InlineData("CHATLEDGER__CHAT__CONTEXTLENGTHMAX", "0")]
    [InlineData("ChatLedger__Chat__ContextLengthMax", "0")]
    public void every_other_option_is_set_by_its_path(string name, string value)
    {
        _place.Set(name, value);

        Assert.Equal(0, _place.Read().Chat.ContextLengthMax);
    }

    [Fact]
    public void a_variable_that_is_set_to_nothing_sets_nothing()
    {
        _place.Set("OPENAI_BASE_URL", "");
        _place.Set("DATABASE_URL", "");

        Assert.Null(_place.Read().Model.OpenAIBaseUrl);
    }

    [Fact]
    public void all_mistakes_are_told_at_once_each_in_its_owners_words()
    {
        _place.Write("appsettings.json", """{"ChatLedger":{"BatchTurnsMax":0,"Store":{"Nonsense":1}}}""");
        _place.Write(".env", "ENABLE_CHAT_LOGGING=perhaps\n");
        _place.Set("CHATLEDGER__STOREWAIT", "soon");
        _place.Set("CHATLEDGER__NOSUCHTHING", "1");
        _place.Set("REDIS_URL", "redis://:hidden@redis.example");
        _place.Set("OPENAI_BASE_URL", "ftp://hidden.example");

        var mistakes = Mistakes(("Server:Port", "99999"), ("Server:Host", "0.0.0.0"));

        string[] owners = ["REDIS_URL: ", "ENABLE_CHAT_LOGGING: 'perhaps' ", "CHATLEDGER__STOREWAIT: 'soon' ", "CHATLEDGER__NOSUCHTHING: ", "CHATLEDGER__STORE__NONSENSE: ", "CHATLEDGER__BATCHTURNSMAX: ", "--Server:Port: ", "OPENAI_BASE_URL", "--host: "];
        Assert.All(owners, owner => Assert.Single(mistakes, mistake => mistake.StartsWith(owner, StringComparison.Ordinal)));
        Assert.Equal(owners.Length, mistakes.Count);
        Assert.DoesNotContain("hidden", string.Join('\n', mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void the_message_counts_and_lists_the_mistakes()
    {
        _place.Set("CHATLEDGER__NOSUCHTHING", "1");
        _place.Set("CHATLEDGER__NORTHIS", "1");

        var exception = Assert.Throws<SettingsException>(() => _place.Read());

        Assert.StartsWith("2 settings are wrong; nothing was started:\n  - ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OPENAI_API_KEY", "sk-hidden with a space")]
    [InlineData("ANTHROPIC_API_KEY", "sk-hidden\n")]
    [InlineData("OPENAI_BASE_URL", "http://user:hidden@127.0.0.1/v1")]
    [InlineData("DATABASE_URL", "postgresql://user:hidden@db.example/chat?sslmode=hidden")]
    [InlineData("DATABASE_URL", "hidden")]
    [InlineData("CHATLEDGER__MODEL__PROVIDER__KEY", "hidden")]
    public void a_secret_is_never_repeated(string name, string value)
    {
        _place.Set(name, value);

        var mistakes = Mistakes();

        Assert.NotEmpty(mistakes);
        Assert.DoesNotContain("hidden", string.Join('\n', mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void a_settings_file_that_is_no_json_is_a_mistake_among_the_others()
    {
        _place.Write("appsettings.json", """{"ChatLedger":""");
        _place.Set("CHATLEDGER__NOSUCHTHING", "1");

        Assert.Equal(2, Mistakes().Count);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.7")]
    [InlineData("::")]
    [InlineData("example.com")]
    [InlineData("localhost.example.com")]
    [InlineData("*")]
    [InlineData("")]
    public void a_server_without_keys_listens_on_loopback_only(string host) => Assert.NotEmpty(Mistakes(("Server:Host", host)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("localhost")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    public void any_address_of_loopback_will_do(string host) => Assert.NotNull(_place.Read(("Server:Host", host)).Server.LoopbackAddress);

    [Fact]
    public void quotes_and_comments_in_an_env_file_are_understood()
    {
        _place.Write(".env", "# a comment\n\nOPENAI_MODEL=\"model one\"\nANTHROPIC_MODEL='model two'\nCHAT_LOG_RETENTION_DAYS=7 # a week\n");

        var settings = _place.Read();

        Assert.Equal(("model one", "model two", 7), (settings.Model.OpenAIModel, settings.Model.AnthropicModel, settings.Ledger.RetentionDays));
    }

    [Fact]
    public void a_line_of_an_env_file_that_is_no_setting_does_no_harm()
    {
        _place.Write(".env", "JUST A LINE\n=value\nCHAT_LOG_RETENTION_DAYS=7\n");

        Assert.Equal(7, _place.Read().Ledger.RetentionDays);
    }

    private IReadOnlyList<string> Mistakes(params (string, string)[] commandLine) => Assert.Throws<SettingsException>(() => _place.Read(commandLine)).Mistakes;
}
