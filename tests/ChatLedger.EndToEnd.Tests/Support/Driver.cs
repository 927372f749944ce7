using ChatLedger.Conformance;

namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>A turn as the client was told of it, noted at the moment of its acknowledgement.</summary>
internal sealed record AcknowledgedTurn(Guid TurnId, string SessionId, int Number, string Hash);

/// <summary>One writer's session: the messages it sent, in order, and what of them was acknowledged.</summary>
internal sealed class WriterLog(string sessionId)
{
    public string SessionId { get; } = sessionId;

    public List<string> Sent { get; } = [];

    public List<AcknowledgedTurn> Acknowledged { get; } = [];
}

/// <summary>Chats with many sessions at once, every other one by streams, each sending its next message when the last is acknowledged.</summary>
/// <param name="chat">The server.</param>
/// <param name="writers">How many sessions.</param>
internal sealed class Driver(ChatCalls chat, int writers)
{
    private static readonly IReadOnlyList<string> Messages = [.. Dialogues.Sample.Select(static turn => turn.User)];

    private readonly Lock _gate = new();
    private TaskCompletionSource? _reached;
    private int _acknowledged, _wanted;
    private volatile bool _isStopping;

    public IReadOnlyList<WriterLog> Writers { get; } = [.. Enumerable.Range(0, writers).Select(static _ => new WriterLog(NewSessionId()))];

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public static string NewSessionId() => $"session_{Guid.NewGuid()}_{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";

    /// <summary>Chats until the server is gone or <see cref="Stop"/> is called.</summary>
    public Task RunAsync() => Task.WhenAll(Writers.Select((writer, index) => Task.Run(() => WriteAsync(writer, index))));

    /// <summary>Lets every writer end with the turn it is at.</summary>
    public void Stop() => _isStopping = true;

    /// <summary>Completes when so many turns have been acknowledged.</summary>
    public Task AcknowledgedAsync(int count)
    {
        lock (_gate)
        {
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _wanted = count;
            if (_acknowledged >= count) _reached.SetResult();
            return _reached.Task.OrTimeoutAsync();
        }
    }

    private async Task WriteAsync(WriterLog writer, int index)
    {
        try
        {
            for (var number = 0; !_isStopping; number++)
            {
                var message = new Message(writer.SessionId, Messages[(index * 19 + number) % Messages.Count], Number: number);
                writer.Sent.Add(message.Text);
                var answer = index % 2 == 0 ? await chat.AskAsync(message) : await chat.StreamAsync(message);
                writer.Acknowledged.Add(new AcknowledgedTurn(answer.TurnId!.Value, writer.SessionId, number, TurnHash.Of(message.Text, answer.Text)));
                CountOne();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ProblemException { Type: "journal-unavailable" or "model-server-stopping" })
        {
            // The server is gone or about to go: this turn was not acknowledged.
        }
    }

    private void CountOne()
    {
        lock (_gate)
        {
            if (++_acknowledged == _wanted) _reached?.TrySetResult();
        }
    }
}
