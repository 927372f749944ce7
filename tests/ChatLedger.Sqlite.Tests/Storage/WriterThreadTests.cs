using ChatLedger.Sqlite.Storage;
using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Tests.Storage;

public sealed class WriterThreadTests : IAsyncLifetime
{
    private const int IoError = 10, Constraint = 19;

    private readonly TempStore _place = new(TimeProvider.System);
    private WriterThread? _thread;
    private int _opened, _closed;

    private WriterThread Writer => _thread!;

    public async Task InitializeAsync()
    {
        _thread = new WriterThread(_place.Path, Open, _ => _closed++);
        await _thread.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Writer.DisposeAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task after_an_input_output_error_the_next_work_has_a_new_connection()
    {
        var first = await Writer.RunAsync(connection => connection, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<StoreException>(() => FailAsync(IoError));
        var second = await Writer.RunAsync(connection => connection, CancellationToken.None);

        Assert.Equal(StoreFailure.Transient, failure.Failure);
        Assert.NotSame(first, second);
        Assert.Equal(2, _opened);
    }

    [Fact]
    public async Task after_an_error_of_the_data_the_connection_is_kept()
    {
        var failure = await Assert.ThrowsAsync<StoreException>(() => FailAsync(Constraint));
        await Writer.RunAsync(connection => connection, CancellationToken.None);

        Assert.Equal(StoreFailure.Content, failure.Failure);
        Assert.Equal(1, _opened);
    }

    [Fact]
    public async Task a_full_disk_is_transient_and_work_goes_on_when_there_is_room()
    {
        await ExecuteAsync("CREATE TABLE words (text TEXT)");
        await ExecuteAsync("PRAGMA max_page_count = 20");

        var failure = await Assert.ThrowsAsync<StoreException>(() => ExecuteAsync("INSERT INTO words VALUES (hex(zeroblob(1000000)))"));
        await ExecuteAsync("PRAGMA max_page_count = 1000000");

        Assert.Equal(StoreFailure.Transient, failure.Failure);
        Assert.Equal(1, await ExecuteAsync("INSERT INTO words VALUES (hex(zeroblob(1000000)))"));
    }

    [Fact]
    public async Task all_work_runs_on_one_thread_that_is_not_the_callers()
    {
        var threads = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Writer.RunAsync(_ => Environment.CurrentManagedThreadId, CancellationToken.None)));

        Assert.Single(threads.Distinct());
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, threads);
    }

    [Fact]
    public async Task work_given_up_while_it_waits_is_not_done()
    {
        using var patience = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var done = false;
        var before = Writer.RunAsync(_ => gate.Wait(TimeSpan.FromSeconds(30)), CancellationToken.None);
        var waiting = Writer.RunAsync(_ => done = true, patience.Token);

        await patience.CancelAsync();
        gate.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(await before);
        Assert.False(done);
    }

    [Fact]
    public async Task closing_comes_once_after_all_work()
    {
        var closedDuringWork = Writer.RunAsync(_ => _closed, CancellationToken.None);

        await Writer.DisposeAsync();
        await Writer.DisposeAsync();

        Assert.Equal(0, await closedDuringWork);
        Assert.Equal(1, _closed);
    }

    private WriterConnection Open()
    {
        _opened++;
        return WriterConnection.Open(_place.Path);
    }

    private Task<int> ExecuteAsync(string sql) => Writer.RunAsync(connection => connection.Database.Execute(sql), CancellationToken.None);

    private Task<int> FailAsync(int code) => Writer.RunAsync<int>(_ => throw new SqliteException("made by the test", code), CancellationToken.None);
}
