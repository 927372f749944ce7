using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace ChatLedger.Extensions.AI.Tests;

/// <summary>A model made the way a host makes it.</summary>
internal sealed class Models : IDisposable
{
    private readonly ServiceProvider _services;

    private Models(Action<ModelOptions> configure, TimeProvider? time)
    {
        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        _services = services.AddChatLedgerModel(configure).BuildServiceProvider();
    }

    public IChatClient Client => _services.GetRequiredService<IChatClient>();

    public static Models Of(Action<ModelOptions> configure, TimeProvider? time = null) => new(configure, time);

    public static Models OpenAI(Uri server, TimeProvider? time = null) => Of(options => options.OpenAIBaseUrl = server.AbsoluteUri, time);

    public static Models Anthropic(Uri server, TimeProvider? time = null) =>
        Of(options => (options.AnthropicBaseUrl, options.AnthropicApiKey) = (server.AbsoluteUri, "key"), time);

    public void Dispose() => _services.Dispose();
}
