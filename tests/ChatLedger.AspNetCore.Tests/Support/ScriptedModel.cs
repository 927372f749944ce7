using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>What a model was asked.</summary>
internal sealed record ModelRequest(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options);

/// <summary>A model that answers each message as its test says, and without a script repeats what it was asked.</summary>
internal sealed class ScriptedModel : IChatClient
{
    private readonly ConcurrentDictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    private int _requests;

    /// <summary>How often it was asked.</summary>
    public int Requests => _requests;

    /// <summary>The answer to a message, to be given when the test lets it.</summary>
    public Answer On(string message) => _answers[message] = new Answer();

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _requests);
        var request = new ModelRequest([.. messages], options);
        var message = request.Messages[^1].Text;
        return (_answers.TryGetValue(message, out var answer) ? answer : new Answer().Say(message).End()).StreamAsync(request, cancellationToken);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The chat route streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // It holds nothing.
    }
}

/// <summary>An answer that a test gives piece by piece.</summary>
internal sealed class Answer
{
    private readonly Channel<Action<List<ChatResponseUpdate>>> _pieces = Channel.CreateUnbounded<Action<List<ChatResponseUpdate>>>();
    private readonly TaskCompletionSource<ModelRequest> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the model is asked.</summary>
    public Task<ModelRequest> Asked => _asked.Task.Soon();

    /// <summary>Completes when the model is told to stop.</summary>
    public Task GivenUp => _givenUp.Task.Soon();

    public bool IsGivenUp => _givenUp.Task.IsCompleted;

    public Answer Say(params string[] texts)
    {
        foreach (var text in texts) Say(new ChatResponseUpdate(ChatRole.Assistant, text));
        return this;
    }

    public Answer Say(ChatResponseUpdate update) => Then(updates => updates.Add(update));

    /// <summary>Does something when the answer has come so far, such as moving a clock.</summary>
    public Answer Do(Action action) => Then(_ => action());

    public Answer End()
    {
        _pieces.Writer.Complete();
        return this;
    }

    public Answer Fail(Exception exception)
    {
        _pieces.Writer.Complete(exception);
        return this;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        _asked.TrySetResult(request);
        // Not taken back at the end: a cancellation that ends the answer could otherwise outrun its own news.
        cancellation.Register(() => _givenUp.TrySetResult());
        var updates = new List<ChatResponseUpdate>();
        await foreach (var piece in _pieces.Reader.ReadAllAsync(cancellation))
        {
            piece(updates);
            foreach (var update in updates) yield return update;
            updates.Clear();
        }
    }

    private Answer Then(Action<List<ChatResponseUpdate>> piece)
    {
        _pieces.Writer.TryWrite(piece);
        return this;
    }
}
