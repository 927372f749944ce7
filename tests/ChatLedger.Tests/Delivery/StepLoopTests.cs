using ChatLedger.Delivery;
using ChatLedger.Storage;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Delivery;

public sealed class StepLoopTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ListLogger<StepLoop> _log = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task a_step_runs_at_once_and_then_in_its_rhythm()
    {
        var step = new CountedStep();
        var running = Loop(step).RunAsync(_stop.Token);
        Assert.Equal(1, step.Runs);

        _time.Advance(step.Interval);
        await step.ReachesAsync(2);
        _time.Advance(step.Interval);
        await step.ReachesAsync(3);

        await _stop.CancelAsync();
        await running.Soon();
    }

    [Fact]
    public async Task a_step_that_fails_is_told_once_and_tried_again()
    {
        var step = new CountedStep { Failure = new StoreException(StoreFailure.Transient, "A long read is in the way.") };
        var running = Loop(step).RunAsync(_stop.Token);

        _time.Advance(step.Interval);
        await step.ReachesAsync(2);

        Assert.Contains("A long read is in the way.", Assert.Single(_log.Lines).Message, StringComparison.Ordinal);
        await _stop.CancelAsync();
        await running.Soon();
    }

    [Fact]
    public async Task a_step_that_fails_as_nobody_foresaw_is_told_and_tried_again()
    {
        var step = new CountedStep { Failure = new InvalidCastException("A mistake of ours.") };
        var running = Loop(step).RunAsync(_stop.Token);

        _time.Advance(step.Interval);
        await step.ReachesAsync(2);

        Assert.Contains("InvalidCastException", Assert.Single(_log.Lines).Message, StringComparison.Ordinal);
        await _stop.CancelAsync();
        await running.Soon();
    }

    [Fact]
    public async Task one_step_that_takes_long_does_not_hold_up_another()
    {
        var slow = new CountedStep { IsStuck = true };
        var quick = new CountedStep();
        var running = Loop(slow, quick).RunAsync(_stop.Token);

        _time.Advance(quick.Interval);
        await quick.ReachesAsync(2);

        Assert.Equal(1, slow.Runs);
        await _stop.CancelAsync();
        await running.Soon();
    }

    private StepLoop Loop(params IStoreStep[] steps) => new(steps, _time, _log);

    private sealed class CountedStep : IStoreStep
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<int, TaskCompletionSource> _reached = [];

        public string Name => "counted";

        public TimeSpan Interval => TimeSpan.FromSeconds(1);

        public int Runs { get; private set; }

        public Exception? Failure { get; init; }

        public bool IsStuck { get; init; }

        public Task RunAsync(CancellationToken cancellation)
        {
            lock (_gate) Reached(++Runs).TrySetResult();
            if (IsStuck) return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
        }

        public Task ReachesAsync(int runs)
        {
            lock (_gate) return Reached(runs).Task.Soon();
        }

        private TaskCompletionSource Reached(int runs)
        {
            if (!_reached.TryGetValue(runs, out var reached)) _reached[runs] = reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return reached;
        }
    }
}
