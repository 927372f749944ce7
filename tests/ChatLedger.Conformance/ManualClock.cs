namespace ChatLedger.Conformance;

/// <summary>A clock that stands still until it is moved.</summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan by) => _now += by;
}
