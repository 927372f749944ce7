using ChatLedger.Capture;
using Microsoft.Extensions.AI;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>How a call of the model ended.</summary>
/// <param name="Figures">What was measured.</param>
/// <param name="Failure">A stable word for why the model did not finish, or null.</param>
/// <param name="ClientLeft">Whether it was given up because the client went away.</param>
internal sealed record ModelResult(TurnFigures Figures, string? Failure, bool ClientLeft);

/// <summary>
/// Asks the model and measures around it: the time to its first text and to its end. The model is given up when the client leaves, when it is silent
/// for too long, and when the turn cannot be recorded.
/// </summary>
internal sealed class ModelCall(IChatClient model, TimeSpan idleTimeout, TimeProvider time)
{
    private string? _model;
    private int? _firstTokenMs, _inputTokens, _outputTokens;

    /// <summary>Asks, and hands each piece of text on as it comes.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="settings">What the model is told besides.</param>
    /// <param name="turn">The turn being recorded; its refusal gives the model up.</param>
    /// <param name="onAsked">Runs while the model thinks.</param>
    /// <param name="onText">Takes the text; what it throws on a client that left is told as <see cref="ModelResult.ClientLeft"/>.</param>
    /// <param name="clientLeft">The client's presence.</param>
    /// <exception cref="Journal.JournalUnavailableException">The turn is not recorded.</exception>
    public async Task<ModelResult> RunAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions settings, IOpenTurn turn, Func<Task> onAsked, Func<string, Task> onText, CancellationToken clientLeft)
    {
        var started = time.GetTimestamp();
        using var idle = new CancellationTokenSource(idleTimeout, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(clientLeft, idle.Token);
        _ = CancelWhenRefusedAsync(turn, giveUp);
        Exception? thrown = null;
        try
        {
            await using var updates = model.GetStreamingResponseAsync(messages, settings, giveUp.Token).GetAsyncEnumerator(giveUp.Token);
            var next = updates.MoveNextAsync().AsTask();
            await WhileThinkingAsync(onAsked, next, giveUp);
            while (await next)
            {
                idle.CancelAfter(idleTimeout);
                await TakeAsync(updates.Current, started, onText);
                next = updates.MoveNextAsync().AsTask();
            }
        }
        catch (Exception exception)
        {
            if (turn.Opened.IsFaulted) await turn.Opened;
            if (exception is Journal.JournalUnavailableException) throw;
            thrown = exception;
        }

        // A model that was given up may also just end.
        var left = clientLeft.IsCancellationRequested;
        var failure = left ? null : idle.IsCancellationRequested ? "timeout" : thrown is null ? null : (thrown as ModelException)?.Reason ?? "unknown";
        return new ModelResult(Figures(started), failure, left);
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

    private async Task TakeAsync(ChatResponseUpdate update, long started, Func<string, Task> onText)
    {
        _model = update.ModelId ?? _model;
        foreach (var usage in update.Contents.OfType<UsageContent>())
        {
            _inputTokens = (int?)usage.Details.InputTokenCount ?? _inputTokens;
            _outputTokens = (int?)usage.Details.OutputTokenCount ?? _outputTokens;
        }

        var text = update.Text;
        if (text.Length == 0) return;
        _firstTokenMs ??= ElapsedMs(started);
        await onText(text);
    }

    private TurnFigures Figures(long started) => new()
    {
        ResponseTimeMs = ElapsedMs(started),
        FirstTokenMs = _firstTokenMs,
        Model = _model,
        InputTokens = _inputTokens,
        OutputTokens = _outputTokens,
    };

    private int ElapsedMs(long started) => (int)Math.Min(int.MaxValue, time.GetElapsedTime(started).TotalMilliseconds);

    private static async Task CancelWhenRefusedAsync(IOpenTurn turn, CancellationTokenSource giveUp)
    {
        await turn.Opened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!turn.Opened.IsFaulted) return;
        try
        {
            await giveUp.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The model had finished; the close of the turn tells the refusal.
        }
    }
}
