using System.Collections.Concurrent;

namespace ChatLedger.Tests.Support;

/// <summary>A time in which every wait is over at once, and is written down.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    /// <summary>How long was waited, wait by wait.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    /// <summary>Called with each wait.</summary>
    public Action OnWait { get; set; } = static () => { };

    public override DateTimeOffset GetUtcNow() => Some.Time + _waits.Aggregate(TimeSpan.Zero, static (sum, wait) => sum + wait);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _waits.Enqueue(dueTime);
            OnWait();
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new PassedTimer();
    }

    private sealed class PassedTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() { }

        public ValueTask DisposeAsync() => default;
    }
}
