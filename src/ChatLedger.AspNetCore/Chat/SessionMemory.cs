using ChatLedger.Query;
using ChatLedger.Storage;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>
/// What the chat route needs to know of a session without asking the store for every message: whether it may be used, and its recent turns, which go
/// to the model as context. Bounded; refilled from the store. Thread-safe.
/// </summary>
internal sealed class SessionMemory(LedgerQueries queries, IOptions<ChatRouteOptions> options, ChatLedgerOptions ledger, TimeProvider time) : IDisposable
{
    private const int TurnsReadMax = 50;

    private readonly MemoryCache _sessions = new(new MemoryCacheOptions { SizeLimit = options.Value.SessionsInMemoryMax });

    /// <summary>The session's memory. Where the store does not answer in time it is empty, and asked for again with the next message.</summary>
    public async Task<RememberedSession> GetAsync(string sessionId, CancellationToken cancellation)
    {
        if (_sessions.TryGetValue(sessionId, out RememberedSession? known)) return known!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            // The reader's work may not heed its token, so the wait is bounded as well.
            var session = await ReadAsync(sessionId, patience.Token).WaitAsync(options.Value.SessionWait, time, cancellation);
            return Remember(sessionId, session);
        }
        catch (Exception exception) when (exception is StoreException or TimeoutException)
        {
            await patience.CancelAsync();
            return new RememberedSession(options.Value.ContextLengthMax);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sessions.Dispose();

    private RememberedSession Remember(string sessionId, RememberedSession session) => _sessions.GetOrCreate(sessionId, entry =>
    {
        entry.Size = 1;
        entry.SlidingExpiration = ledger.SessionIdleTimeout;
        return session;
    })!;

    private async Task<RememberedSession> ReadAsync(string sessionId, CancellationToken cancellation)
    {
        var memory = new RememberedSession(options.Value.ContextLengthMax);
        var session = await queries.FindSessionAsync(sessionId, cancellation);
        if (session is null) return memory;
        memory.IsForeign = !session.Visitor;
        memory.IsEnded = session.EndedAt is not null;
        if (memory.IsForeign || memory.IsEnded || options.Value.ContextLengthMax == 0) return memory;
        foreach (var turn in await queries.GetHistoryAsync(new HistoryQuery(sessionId, TurnsReadMax, Newest: true), cancellation))
        {
            if (turn.Status == TurnStatus.Completed) memory.Add(turn.UserMessage, turn.AiResponse);
        }

        return memory;
    }
}

/// <summary>One session's memory. Thread-safe.</summary>
internal sealed class RememberedSession(int lengthMax)
{
    private readonly Lock _gate = new();
    private readonly Queue<(string Question, string Answer)> _turns = new();
    private long _length;
    private volatile bool _isForeign, _isEnded;

    /// <summary>Whether it was not made by the public routes: for them it does not exist.</summary>
    public bool IsForeign { get => _isForeign; set => _isForeign = value; }

    /// <summary>Whether its visitor ended it.</summary>
    public bool IsEnded { get => _isEnded; set => _isEnded = value; }

    /// <summary>The turns that fit into the context, oldest first.</summary>
    public IReadOnlyList<(string Question, string Answer)> Turns
    {
        get { lock (_gate) return [.. _turns]; }
    }

    /// <summary>Adds a turn and forgets the oldest beyond the bound.</summary>
    public void Add(string question, string answer)
    {
        lock (_gate)
        {
            _turns.Enqueue((question, answer));
            _length += question.Length + answer.Length;
            while (_length > lengthMax && _turns.TryDequeue(out var oldest)) _length -= oldest.Question.Length + oldest.Answer.Length;
        }
    }
}
