using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ChatLedger.Extensions.AI.Tests;

public sealed class ModelOptionsTests
{
    [Fact]
    public void without_any_setting_the_demo_answers() => Assert.Equal("demo", ProviderOf(_ => { }));

    [Fact]
    public void empty_settings_are_none() =>
        Assert.Equal("demo", ProviderOf(options => (options.OpenAIApiKey, options.OpenAIBaseUrl, options.AnthropicApiKey) = ("", " ", "")));

    [Fact]
    public void a_base_url_alone_means_openai() => Assert.Equal("openai", ProviderOf(options => options.OpenAIBaseUrl = "http://localhost:4010/v1"));

    [Fact]
    public void an_openai_key_alone_means_openai() => Assert.Equal("openai", ProviderOf(options => options.OpenAIApiKey = "sk-one"));

    [Fact]
    public void an_anthropic_key_alone_means_anthropic() => Assert.Equal("anthropic", ProviderOf(options => options.AnthropicApiKey = "sk-two"));

    [Fact]
    public void of_two_keys_openai_is_taken() =>
        Assert.Equal("openai", ProviderOf(options => (options.OpenAIApiKey, options.AnthropicApiKey) = ("sk-one", "sk-two")));

    [Theory]
    [InlineData(ModelProvider.Anthropic, "anthropic")]
    [InlineData(ModelProvider.Demo, "demo")]
    public void a_named_provider_decides(ModelProvider provider, string name) =>
        Assert.Equal(name, ProviderOf(options => (options.OpenAIApiKey, options.AnthropicApiKey, options.Provider) = ("sk-one", "sk-two", provider)));

    [Theory]
    [InlineData(ModelProvider.OpenAI, "OPENAI_API_KEY")]
    [InlineData(ModelProvider.Anthropic, "ANTHROPIC_API_KEY")]
    public void a_named_provider_without_its_setting_is_a_mistake(ModelProvider provider, string setting) =>
        Assert.Contains(setting, Assert.Single(Mistakes(options => options.Provider = provider)), StringComparison.Ordinal);

    [Theory]
    [InlineData("127.0.0.1:4010/v1")]
    [InlineData("/v1")]
    [InlineData("ftp://127.0.0.1/v1")]
    [InlineData("http://me:hunter2@127.0.0.1/v1")]
    [InlineData("https://api.example.com/v1?api-key=hunter2")]
    [InlineData("https://api.example.com/v1#hunter2")]
    [InlineData("http://api.example.com/v1")]
    public void a_base_url_that_is_no_safe_address_is_a_mistake_whose_message_does_not_repeat_it(string url)
    {
        var mistake = Assert.Single(Mistakes(options => options.OpenAIBaseUrl = url));

        Assert.StartsWith("OPENAI_BASE_URL", mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.example.com/v1")]
    [InlineData("http://localhost:4010/v1")]
    [InlineData("http://[::1]:4010")]
    public void an_encrypted_or_local_base_url_is_fine(string url) => Assert.Empty(Mistakes(options => options.OpenAIBaseUrl = url));

    [Fact]
    public void an_unencrypted_address_elsewhere_needs_to_be_allowed() =>
        Assert.Empty(Mistakes(options => (options.OpenAIBaseUrl, options.AllowInsecureModelUrl) = ("http://ollama:11434/v1", true)));

    [Fact]
    public void a_key_with_a_line_break_is_a_mistake_whose_message_does_not_repeat_it()
    {
        var mistake = Assert.Single(Mistakes(options => options.OpenAIApiKey = "sk-hunter2\n"));

        Assert.DoesNotContain("hunter2", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void all_mistakes_are_reported_at_once() => Assert.Equal(4, Mistakes(options =>
    {
        options.OpenAIBaseUrl = "nowhere";
        options.OpenAIModel = " ";
        options.MaxOutputTokens = 0;
        options.DemoWordDelay = TimeSpan.FromMinutes(1);
    }).Count);

    [Fact]
    public void a_client_added_before_stays()
    {
        using var own = new DemoChatClient(TimeSpan.Zero, TimeProvider.System);
        using var services = new ServiceCollection().AddSingleton<IChatClient>(own).AddChatLedgerModel().BuildServiceProvider();

        Assert.Same(own, services.GetRequiredService<IChatClient>());
    }

    private static string? ProviderOf(Action<ModelOptions> configure)
    {
        using var models = Models.Of(configure);
        return models.Client.GetService<ChatClientMetadata>()?.ProviderName;
    }

    private static IReadOnlyList<string> Mistakes(Action<ModelOptions> configure)
    {
        using var services = new ServiceCollection().AddChatLedgerModel(configure).BuildServiceProvider();
        try
        {
            _ = services.GetRequiredService<IOptions<ModelOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
    }
}
