using ChatLedger.Capture;

namespace ChatLedger.Tests.Capture;

public sealed class CaptureClockTests
{
    private readonly ManualClock _wall = new(Some.Time);

    [Fact]
    public void a_time_is_the_wall_clocks_cut_to_the_microsecond_in_utc()
    {
        var wall = new ManualClock(new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)).AddTicks(6_789_019));

        Assert.Equal(Some.Time, new CaptureClock(wall).Next());
        Assert.Equal(TimeSpan.Zero, new CaptureClock(wall).Next().Offset);
    }

    [Fact]
    public void times_grow_by_a_microsecond_while_the_wall_clock_stands()
    {
        var clock = new CaptureClock(_wall);

        Assert.Equal([Some.Time, Some.Time.AddMicroseconds(1), Some.Time.AddMicroseconds(2)], [clock.Next(), clock.Next(), clock.Next()]);
    }

    [Fact]
    public void times_never_go_back_when_the_wall_clock_is_set_back()
    {
        var clock = new CaptureClock(_wall);
        var before = clock.Next();

        _wall.Advance(TimeSpan.FromHours(-1));

        Assert.Equal(before.AddMicroseconds(1), clock.Next());
    }

    [Fact]
    public void times_follow_the_wall_clock_when_it_goes_on()
    {
        var clock = new CaptureClock(_wall);
        clock.Next();

        _wall.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Some.Time.AddSeconds(1), clock.Next());
    }

    [Fact]
    public async Task eight_threads_never_get_the_same_time_and_each_sees_its_own_grow()
    {
        var clock = new CaptureClock(TimeProvider.System);
        using var together = new Barrier(8);

        var times = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return Enumerable.Range(0, 20_000).Select(_ => clock.Next()).ToArray();
            },
            TaskCreationOptions.LongRunning)));

        Assert.All(times, own => Assert.Equal(own.Order(), own));
        Assert.Equal(8 * 20_000, times.SelectMany(own => own).Distinct().Count());
    }

    [Fact]
    public void times_start_after_what_an_earlier_run_gave()
    {
        var earlier = new CaptureClock(_wall);
        var last = earlier.Next();
        _wall.Advance(TimeSpan.FromDays(-1));

        var clock = new CaptureClock(_wall);
        clock.StartAfter(earlier.LastMicroseconds);

        Assert.Equal(last.AddMicroseconds(1), clock.Next());
    }

    [Fact]
    public void starting_after_an_older_time_changes_nothing()
    {
        var clock = new CaptureClock(_wall);
        var last = clock.Next();

        clock.StartAfter(1);

        Assert.Equal(last.AddMicroseconds(1), clock.Next());
    }

    [Fact]
    public void the_newest_time_is_known_and_none_before_the_first()
    {
        var clock = new CaptureClock(_wall);
        Assert.Equal(0, clock.LastMicroseconds);

        var last = clock.Next();

        Assert.Equal(last, DateTimeOffset.UnixEpoch.AddMicroseconds(clock.LastMicroseconds));
    }
}
