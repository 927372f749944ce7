using System.Runtime.CompilerServices;
using ChatLedger.Capture;
using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI;

/// <summary>
/// Tells every failure of a model as a <see cref="ModelException"/>, so that who records a turn knows the reason without knowing the provider's SDK. The
/// caller's own cancellation stays what it is.
/// </summary>
internal sealed class SortedFailureChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Sorted(exception);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = updates.ConfigureAwait(false);
        while (await NextAsync(updates, cancellationToken).ConfigureAwait(false)) yield return updates.Current;
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellation)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            throw Sorted(exception);
        }
    }

    private static ModelException Sorted(Exception exception)
    {
        var failure = ModelFailure.Classify(exception);
        return new ModelException(failure.Slug, failure.Status, exception);
    }
}
