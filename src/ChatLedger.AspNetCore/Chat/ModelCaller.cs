using ChatLedger.Capture;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>How a call of the model ended.</summary>
/// <param name="Figures">What was measured.</param>
/// <param name="Failure">A stable word for why the model did not finish, or null.</param>
/// <param name="ClientLeft">Whether it was given up because the client went away.</param>
internal sealed record ModelResult(TurnFigures Figures, string? Failure, bool ClientLeft);

/// <summary>
/// Asks the model and measures around it: the time to its first text and to its end. The model is given up when the client leaves, when it is silent
/// for too long, when the server must stop, and when the turn cannot be recorded. Thread-safe.
/// </summary>
internal sealed partial class ModelCaller(
    IChatClient model, IOptions<ChatRouteOptions> options, StoppingSignal stopping, TimeProvider time, ILogger<ModelCaller> logger)
{
    private const string TimedOut = "timeout";
    private const string ServerStopping = "server-stopping";
    private const string Unknown = "unknown";

    /// <summary>Asks, and hands each piece of text on as it comes.</summary>
    /// <param name="conversation">What is asked.</param>
    /// <param name="turn">The turn being recorded; its refusal gives the model up.</param>
    /// <param name="onAsked">Runs while the model thinks.</param>
    /// <param name="onText">Takes the text; what it throws on a client that left is told as <see cref="ModelResult.ClientLeft"/>.</param>
    /// <param name="clientLeft">The client's presence.</param>
    /// <exception cref="Journal.JournalUnavailableException">The turn is not recorded.</exception>
    public async Task<ModelResult> RunAsync(Conversation conversation, IOpenTurn turn, Func<Task> onAsked, Func<string, Task> onText, CancellationToken clientLeft)
    {
        var measured = new ModelMeasure(time);
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(clientLeft, silence.Token, stopping.Token);
        _ = CancelWhenRefusedAsync(turn, giveUp);
        try
        {
            await using var updates = model.GetStreamingResponseAsync(conversation.Messages, conversation.Settings, giveUp.Token).GetAsyncEnumerator(giveUp.Token);
            var next = measured.NextAsync(updates);
            if (!next.IsCompleted) silence.CancelAfter(options.Value.ModelIdleTimeout);
            await WhileThinkingAsync(onAsked, next, giveUp);
            while (await WithoutSilenceAsync(next, silence))
            {
                if (measured.Take(updates.Current) is { } text) await onText(text);
                next = measured.NextAsync(updates);
            }

            // A model that was given up may also just end, and then its answer is not whole.
            if (!giveUp.IsCancellationRequested) return new ModelResult(measured.Figures(), null, false);
        }
        catch (Exception exception)
        {
            if (turn.Opened.IsFaulted) await turn.Opened;
            if (exception is Journal.JournalUnavailableException) throw;
            if (exception is ClientLeftException) return new ModelResult(measured.Figures(), null, true);
            if (!giveUp.IsCancellationRequested) return Failed((exception as ModelException)?.Reason ?? Unknown, measured, exception);
        }

        if (clientLeft.IsCancellationRequested) return new ModelResult(measured.Figures(), null, true);
        return Failed(silence.IsCancellationRequested ? TimedOut : ServerStopping, measured, null);
    }

    /// <summary>Waits for the next piece. Only the model's silence counts, not the time a slow client takes.</summary>
    private async ValueTask<bool> WithoutSilenceAsync(Task<bool> next, CancellationTokenSource silence)
    {
        if (next.IsCompleted) return await next;
        silence.CancelAfter(options.Value.ModelIdleTimeout);
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        silence.CancelAfter(Timeout.InfiniteTimeSpan);
        return await next;
    }

    private ModelResult Failed(string reason, ModelMeasure measured, Exception? exception)
    {
        // Only the kind of the exception: its message may quote what people or the model wrote.
        LogFailed(logger, reason, (exception?.InnerException ?? exception)?.GetType().Name);
        return new ModelResult(measured.Figures(), reason, false);
    }

    /// <summary>An enumerator must not be disposed while it moves, so the model is given up and awaited before a failure goes on.</summary>
    private static async Task WhileThinkingAsync(Func<Task> onAsked, Task<bool> next, CancellationTokenSource giveUp)
    {
        try
        {
            await onAsked();
        }
        catch
        {
            await giveUp.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static Task CancelWhenRefusedAsync(IOpenTurn turn, CancellationTokenSource giveUp) => turn.Opened.ContinueWith(
        static (_, state) =>
        {
            try
            {
                ((CancellationTokenSource)state!).Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The model had finished; the close of the turn tells the refusal.
            }
        },
        giveUp, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    [LoggerMessage(4000, LogLevel.Warning, "The model did not answer: {Reason} ({ExceptionType})")]
    private static partial void LogFailed(ILogger logger, string reason, string? exceptionType);
}
