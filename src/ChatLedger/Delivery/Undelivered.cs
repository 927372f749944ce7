using ChatLedger.Journal;

namespace ChatLedger.Delivery;

/// <summary>
/// Where in the journal the turns are that the store does not have yet, by session and by ingest key, so that readers see them and repeats are
/// recognised meanwhile. Holds places, not texts. Thread-safe.
/// </summary>
public sealed class Undelivered
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<long>> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);
    private TaskCompletionSource? _emptied;
    private long _count;

    /// <summary>How many turns wait.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The places of a session's waiting turns, in the order of closing; mostly none.</summary>
    public IReadOnlyList<long> OfSession(string sessionId)
    {
        lock (_gate) return _sessions.TryGetValue(sessionId, out var places) ? [.. places] : [];
    }

    /// <summary>The place of the waiting turn with this ingest key, or null.</summary>
    public long? OfKey(string key)
    {
        lock (_gate) return _keys.TryGetValue(key, out var place) ? place : null;
    }

    /// <summary>Completes when nothing waits; at once where nothing does.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            if (_count == 0) return Task.CompletedTask;
            return (_emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    internal void Add(IEnumerable<WaitingTurn> turns)
    {
        lock (_gate)
        {
            foreach (var turn in turns)
            {
                if (!_sessions.TryGetValue(turn.SessionId, out var places)) _sessions[turn.SessionId] = places = [];
                places.Add(turn.Sequence);
                if (turn.Key is not null) _keys[turn.Key] = turn.Sequence;
                _count++;
            }
        }
    }

    internal void Remove(IEnumerable<JournaledTurn> turns)
    {
        lock (_gate)
        {
            foreach (var turn in turns)
            {
                if (!_sessions.TryGetValue(turn.Turn.SessionId, out var places) || !places.Remove(turn.Sequence)) continue;
                if (places.Count == 0) _sessions.Remove(turn.Turn.SessionId);
                if (turn.Turn.IngestKey is { } key && _keys.TryGetValue(key.Key, out var place) && place == turn.Sequence) _keys.Remove(key.Key);
                _count--;
            }

            if (_count > 0) return;
            _emptied?.TrySetResult();
            _emptied = null;
        }
    }
}
