using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI;

/// <summary>
/// The built-in responder: offline, the same answer to the same message, and open about being a demo. Its manner follows
/// <c>ChatOptions.AdditionalProperties["mood"]</c>. It knows no tokens, so it reports no usage. Safe for concurrent calls.
/// </summary>
/// <param name="wordDelay">The pause between two words; with zero the reply comes in one piece.</param>
/// <param name="time">What the pause is measured with.</param>
/// <param name="answer">What it answers to everything; null for an answer made from the message.</param>
public sealed class DemoChatClient(TimeSpan wordDelay, TimeProvider time, string? answer = null) : IChatClient
{
    /// <summary>The name it gives as the answering model, and as the provider.</summary>
    public const string Model = "demo";

    private static readonly ChatClientMetadata Metadata = new(Model, providerUri: null, Model);

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var reply = answer ?? Compose(messages, options);
        var first = true;
        foreach (var word in wordDelay > TimeSpan.Zero ? Words(reply) : [reply])
        {
            if (!first && wordDelay > TimeSpan.Zero)
                await Task.Delay(wordDelay, time, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            first = false;
            yield return Update(word, finishReason: null);
        }

        yield return Update("", ChatFinishReason.Stop);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? Metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Nothing is held, so nothing is let go.</summary>
    public void Dispose()
    {
    }

    /// <summary>Cuts behind spaces, but between graphemes: an accent on a space stays with it.</summary>
    internal static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            var isSpace = text[at] == ' ';
            at += length;
            if (isSpace || at == text.Length)
            {
                yield return text[start..at];
                start = at;
            }
        }
    }

    private static string Compose(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var question = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        string? mood = null;
        options?.AdditionalProperties?.TryGetValue("mood", out mood);
        return DemoReply.Compose(question, mood);
    }

    private ChatResponseUpdate Update(string text, ChatFinishReason? finishReason) => new(ChatRole.Assistant, text)
    {
        ModelId = Model,
        CreatedAt = time.GetUtcNow(),
        FinishReason = finishReason,
    };
}
