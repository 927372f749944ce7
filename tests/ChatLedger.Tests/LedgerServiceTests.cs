using ChatLedger.Capture;
using ChatLedger.Delivery;
using ChatLedger.Diagnostics;
using ChatLedger.Storage;
using ChatLedger.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatLedger.Tests;

/// <summary>Starting and stopping the stations.</summary>
public sealed class LedgerServiceTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly ChatLedgerOptions _options = new();
    private readonly MemorySchema _schema = new();
    private readonly ManualTime _time = new();
    private readonly LedgerCounters _counters = new();
    private readonly DeliveryBench _bench;
    private readonly LedgerService _service;
    private readonly CaptureClock _clock;

    public LedgerServiceTests()
    {
        _options.DataDirectory = _folder.Path;
        _bench = new DeliveryBench(_options);
        _bench.Journal.OnClosed = static _ => { };
        _clock = new CaptureClock(_time);
        _service = Service();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _bench.DisposeAsync();
        _counters.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task turns_recorded_after_the_start_are_delivered()
    {
        await _service.StartAsync(default);

        var recorded = await _bench.RecordAsync(Some.Turns("session", 3));

        await _bench.Undelivered.WhenEmptyAsync().Soon();
        Assert.Equal(recorded.Length, _bench.Store.Rows.Count);
        Assert.Equal(3, _counters.JournalledTurns);
    }

    [Fact]
    public async Task what_the_last_run_left_is_delivered_after_the_start()
    {
        var left = await _bench.RecordAsync(Some.Turns("session", 3));

        await _service.StartAsync(default);

        await _bench.Undelivered.WhenEmptyAsync().Soon();
        Assert.Equal(left.Select(static turn => turn.Turn.TurnId), _bench.Store.Rows.Select(static row => row.TurnId));
    }

    [Fact]
    public async Task times_go_on_after_the_newest_that_the_journal_knows()
    {
        _bench.Journal.LastMicroseconds = (Some.Time.AddDays(1) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

        await _service.StartAsync(default);

        Assert.Equal(Some.Time.AddDays(1).AddMicroseconds(1), _clock.Next());
    }

    [Fact]
    public async Task stopping_waits_for_delivery()
    {
        var reached = new TaskCompletionSource();
        var back = new TaskCompletionSource();
        _bench.Store.OnWrite = _ =>
        {
            reached.TrySetResult();
            return back.Task;
        };
        await _service.StartAsync(default);
        await _bench.RecordAsync(Some.Turn());
        await reached.Task.Soon();

        var stopping = _service.StopAsync(default);
        Assert.False(stopping.IsCompleted);
        back.SetResult();

        await stopping.Soon();
        Assert.Single(_bench.Store.Rows);
    }

    [Fact]
    public async Task stopping_waits_a_few_seconds_at_most_and_leaves_the_rest_in_the_journal()
    {
        var reached = new TaskCompletionSource();
        _bench.Store.OnWrite = async cancellation =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        };
        await _service.StartAsync(default);
        var recorded = await _bench.RecordAsync(Some.Turn());
        await reached.Task.Soon();
        var stopping = _service.StopAsync(default);

        _time.Advance(TimeSpan.FromSeconds(5));

        await stopping.Soon();
        Assert.Equal(recorded, _bench.Journal.Waiting);
    }

    [Fact]
    public async Task a_second_service_on_the_same_folder_does_not_start()
    {
        await _service.StartAsync(default);
        await using var second = Service();

        await Assert.ThrowsAsync<DataDirectoryInUseException>(() => second.StartAsync(default));
    }

    [Fact]
    public async Task after_a_stop_the_folder_is_free()
    {
        await _service.StartAsync(default);

        await _service.StopAsync(default);

        DataDirectory.Acquire(_folder.Path).Dispose();
    }

    [Fact]
    public async Task missing_migrations_are_applied_at_the_start()
    {
        await _service.StartAsync(default);

        Assert.True(_schema.IsMigrated);
    }

    [Fact]
    public async Task with_automatic_migration_off_missing_migrations_stop_the_start_with_the_remedy()
    {
        _options.Store.AutoMigrate = false;

        var refusal = await Assert.ThrowsAsync<StoreException>(() => _service.StartAsync(default));

        Assert.Equal(StoreFailure.Schema, refusal.Failure);
        Assert.Contains("init-db", refusal.Message, StringComparison.Ordinal);
        Assert.False(_schema.IsMigrated);
    }

    [Fact]
    public async Task a_store_out_of_reach_at_the_start_gets_what_was_taken_when_it_is_back()
    {
        for (var i = 0; i < 3; i++) _schema.Failures.Enqueue(new StoreException(StoreFailure.Transient, "The store is out of reach."));

        await _service.StartAsync(default);
        var recorded = await _bench.RecordAsync(Some.Turn());
        await _bench.Undelivered.WhenEmptyAsync().Soon();

        Assert.True(_schema.IsMigrated);
        Assert.Equal(recorded[0].Turn.TurnId, Assert.Single(_bench.Store.Rows).TurnId);
    }

    private LedgerService Service() => new(
        _options, _schema, _bench.Journal, _bench.Queue, Store(), new CheckpointLoop(_options.CheckpointInterval, _time), _bench.Undelivered, _clock, _counters, _time,
        NullLogger<LedgerService>.Instance);

    private StoreWork Store() => new(
        new StorePreparation(_schema, _bench.Health, _options, _bench.Time, NullLogger<StorePreparation>.Instance), _bench.Loop,
        new StepLoop([], _time, NullLogger<StepLoop>.Instance));
}
