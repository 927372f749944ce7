using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI;

/// <summary>Anthropic's own client, set up like every other model: no second tries, no limit on a whole answer.</summary>
internal sealed class AnthropicChatClient : DelegatingChatClient
{
    private static readonly Uri AnthropicAddress = new("https://api.anthropic.com");

    // The chat client made of it does not dispose it.
    private readonly AnthropicClient _server;

    public AnthropicChatClient(Uri? server, string apiKey, string model, int maxOutputTokens)
        : this(Server(server ?? AnthropicAddress, apiKey), model, maxOutputTokens)
    {
    }

    private AnthropicChatClient(AnthropicClient server, string model, int maxOutputTokens)
        : base(server.AsIChatClient(model, maxOutputTokens)) => _server = server;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _server.Dispose();
    }

    private static AnthropicClient Server(Uri address, string apiKey) => new(new ClientOptions
    {
        // Address and telemetry are named even where they are the default: otherwise the SDK takes them from its own environment variables.
        BaseUrl = address.AbsoluteUri.TrimEnd('/'),
        OpenTelemetry = new OpenTelemetryOptions { Traces = new OpenTelemetryTraces { ContentMode = OpenTelemetryContentMode.MetadataOnly } },
        ApiKey = apiKey,
        HttpClient = ModelHttp.CreateClient(address),
        MaxRetries = 0,
        // As good as none, but the SDK also writes it into a header, where "infinite" would be a negative number.
        Timeout = TimeSpan.FromDays(1),
    });
}
