using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI;

/// <summary>
/// What is asked of every model beyond this process: it is never silent for too long, and an answer that just stops is
/// not taken for a whole one. A plain answer is a streamed one, gathered, so that both are watched in the same way.
/// </summary>
internal sealed class GuardedChatClient(IChatClient inner, TimeSpan silenceMax, TimeProvider time) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var call = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        var updates = base.GetStreamingResponseAsync(messages, options, call.Token).GetAsyncEnumerator(call.Token);
        await using var _ = updates.ConfigureAwait(false);

        bool begun = false, ended = false;
        while (await NextAsync(updates, silence, cancellationToken).ConfigureAwait(false))
        {
            begun = true;
            ended |= updates.Current.FinishReason is not null;
            yield return updates.Current;
        }

        if (!begun)
            throw new InvalidDataException("The model's server answered with something that is no answer.");
        if (!ended)
            throw new HttpIOException(HttpRequestError.ResponseEnded, "The model's answer ended without saying that it was complete.");
    }

    private async ValueTask<bool> NextAsync(
        IAsyncEnumerator<ChatResponseUpdate> updates, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        silence.CancelAfter(silenceMax);
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not OperationCanceledException)
        {
            // A connection torn down by a cancellation may surface as an input/output error.
            throw new OperationCanceledException("The call was given up.", e, cancellationToken);
        }
        catch (Exception e) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The model was silent for more than {silenceMax.TotalSeconds:0.###} s.", e);
        }
        finally
        {
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}
