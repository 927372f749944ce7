using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;

namespace ChatLedger.Extensions.AI;

/// <summary>
/// A model behind OpenAI's chat completions. Text only: images are not sent, and tools are refused. Nothing is tried twice: a repeated
/// request would be a second, unrecorded question.
/// </summary>
internal sealed class OpenAIChatClient : IChatClient
{
    private static readonly Uri OpenAIAddress = new("https://api.openai.com/v1");

    private readonly HttpClient _http;
    private readonly OpenAIClient _server;
    private readonly ChatClientMetadata _metadata;
    private readonly int _maxOutputTokens;

    public OpenAIChatClient(Uri? server, string? apiKey, string model, int maxOutputTokens)
    {
        var address = WithVersion(server ?? OpenAIAddress);
        _http = ModelHttp.CreateClient(address);
        // The SDK insists on a credential; a server that needs none ignores it.
        _server = new OpenAIClient(new ApiKeyCredential(apiKey ?? "none"), new OpenAIClientOptions
        {
            Endpoint = address,
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        _metadata = new ChatClientMetadata("openai", address, model);
        _maxOutputTokens = maxOutputTokens;
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var chat = _server.GetChatClient(options?.ModelId ?? _metadata.DefaultModelId);
        var updates = chat.CompleteChatStreamingAsync(
            OpenAIRequest.Messages(messages, options), OpenAIRequest.Options(options, _maxOutputTokens), cancellationToken);
        await foreach (var update in updates.ConfigureAwait(false))
            yield return OpenAIAnswer.Update(update);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType == typeof(OpenAIClient) ? _server
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() => _http.Dispose();

    // Servers are often given by host alone, yet all of them answer below a version.
    private static Uri WithVersion(Uri server) => server.AbsolutePath == "/" ? new Uri(server, "/v1") : server;
}
