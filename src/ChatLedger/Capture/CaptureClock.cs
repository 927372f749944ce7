namespace ChatLedger.Capture;

/// <summary>
/// Gives turns their times: UTC, whole microseconds, strictly increasing within a process and, through <see cref="StartAfter"/>, across restarts,
/// also when the wall clock is set back. Safe for concurrent calls.
/// </summary>
public sealed class CaptureClock(TimeProvider time)
{
    private long _last;

    /// <summary>The newest time given, in microseconds since the Unix epoch; 0 before the first.</summary>
    public long LastMicroseconds => Volatile.Read(ref _last);

    /// <summary>Never give a time at or before this one (microseconds since the Unix epoch).</summary>
    public void StartAfter(long microseconds)
    {
        var last = Volatile.Read(ref _last);
        while (microseconds > last)
        {
            var seen = Interlocked.CompareExchange(ref _last, microseconds, last);
            if (seen == last) return;
            last = seen;
        }
    }

    /// <summary>The time now, or one microsecond after the last time given.</summary>
    public DateTimeOffset Next()
    {
        var now = (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        var last = Volatile.Read(ref _last);
        while (true)
        {
            var next = Math.Max(now, last + 1);
            var seen = Interlocked.CompareExchange(ref _last, next, last);
            if (seen == last) return FromMicroseconds(next);
            last = seen;
        }
    }

    /// <summary>A time cut to whole microseconds, UTC.</summary>
    public static DateTimeOffset Cut(DateTimeOffset value) =>
        new(value.UtcTicks - value.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    private static DateTimeOffset FromMicroseconds(long value) =>
        DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);
}
