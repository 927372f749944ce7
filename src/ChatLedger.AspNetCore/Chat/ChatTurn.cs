using System.Text;
using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;
using ChatLedger.Journal;
using Microsoft.AspNetCore.Http;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>What a message was answered with, and its turn.</summary>
/// <param name="Text">The answer as far as it came.</param>
/// <param name="Result">How the model's call ended.</param>
/// <param name="Receipt">The acknowledgement of the turn.</param>
internal sealed record Answered(string Text, ModelResult Result, TurnReceipt Receipt);

/// <summary>One message on its way: asks the model, appends what comes to the turn, sends it on, and ends the turn in the way it really ended.</summary>
internal sealed class ChatTurn(IOpenTurn turn, Conversation conversation, ModelCaller model)
{
    private const string ModelFailureTitle = "The model did not answer to its end; try again.";

    /// <summary>The longest answer that is kept, in UTF-16 code units: a server that ignores its token limit must not fill the memory.</summary>
    private const int AnswerLengthMax = 16_000_000;

    private readonly StringBuilder _answer = new();
    private int _sentLength;

    /// <summary>Answers with one JSON object.</summary>
    /// <exception cref="JournalUnavailableException">The turn is not recorded: the answer must not go out.</exception>
    /// <exception cref="RequestException">The model failed; the turn is recorded as failed.</exception>
    public async Task<Answered> AnswerAsync(CancellationToken clientLeft)
    {
        var result = await model.RunAsync(conversation, turn, static () => Task.CompletedTask, AppendAsync, clientLeft);
        var receipt = await EndAsync(result);
        return result.Failure is null ? new Answered(_answer.ToString(), result, receipt) : throw ModelFailed(result.Failure, receipt);
    }

    /// <summary>Answers with server-sent events; the opening is durable before the first of them, and the turn before the last.</summary>
    /// <exception cref="JournalUnavailableException">The turn is not recorded, and nothing was sent yet.</exception>
    public async Task StreamAsync(HttpContext context, ChatRouteOptions options, TimeProvider time)
    {
        var opened = turn.OpenedAsync();
        EventStream? events = null;
        try
        {
            var result = await model.RunAsync(conversation, turn, BeginAsync, SendAsync, context.RequestAborted);
            var receipt = await EndAsync(result);
            if (result.ClientLeft) return;
            if (events is null) throw ModelFailed(result.Failure!, receipt);
            if (result.Failure is null) await events.WriteAsync("done", new DoneEvent(ConversationNumber.Of(receipt), result.Figures.ResponseTimeMs));
            else await events.WriteAsync("error", new ErrorEvent($"model-{result.Failure}", ModelFailureTitle));
        }
        catch (JournalUnavailableException) when (events is not null)
        {
            await events.WriteAsync("error", new ErrorEvent("journal-unavailable", "The answer could not be recorded. Try again."));
        }
        catch (ClientLeftException)
        {
            // The client left after the turn had ended: it is recorded as it ended.
        }
        finally
        {
            if (events is not null) await events.DisposeAsync();
        }

        async Task BeginAsync()
        {
            await opened;
            events = await EventStream.StartAsync(context, options.HeartbeatInterval, time);
            await events.WriteAsync("session", new SessionEvent(conversation.SessionId, turn.TurnId));
        }

        async Task SendAsync(string text)
        {
            await AppendAsync(text);
            await events!.WriteAsync("delta", new DeltaEvent(text));
            _sentLength += text.Length;
        }
    }

    private RequestException ModelFailed(string reason, TurnReceipt receipt) => new(
        reason == "timeout" ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway, $"model-{reason}", ModelFailureTitle)
    {
        Extensions = { ["turnId"] = receipt.TurnId, ["sessionId"] = conversation.SessionId },
    };

    private async Task AppendAsync(string text)
    {
        if (_answer.Length + text.Length > AnswerLengthMax) throw new ModelException("too-long", null, null);
        _answer.Append(text);
        await turn.AppendAsync(text);
    }

    private async Task<TurnReceipt> EndAsync(ModelResult result)
    {
        if (result.ClientLeft) return await turn.AbortAsync(_sentLength, result.Figures);
        if (result.Failure is { } failure) return await turn.FailAsync(failure, result.Figures);
        var receipt = await turn.CompleteAsync(result.Figures);
        conversation.Remember(_answer.ToString());
        return receipt;
    }
}
