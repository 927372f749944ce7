using ChatLedger.Sqlite.Storage;
using ChatLedger.Storage;

namespace ChatLedger.Sqlite.Tests.Storage;

public sealed class ReaderPoolTests : IAsyncLifetime
{
    private TempStore? _place;
    private ReaderPool? _readers;

    private ReaderPool Readers => _readers!;

    public async Task InitializeAsync()
    {
        _place = await TempStore.MigratedAsync();
        _readers = new ReaderPool(_place.Path);
    }

    public async Task DisposeAsync()
    {
        await Readers.DisposeAsync();
        await _place!.DisposeAsync();
    }

    [Fact]
    public async Task a_reader_cannot_write()
    {
        var failure = await Assert.ThrowsAsync<StoreException>(
            () => Readers.ReadAsync(connection => connection.Execute("DELETE FROM chat_sessions"), CancellationToken.None));

        Assert.Contains("readonly", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_reader_does_not_checkpoint()
    {
        await _place!.Writer.WriteAsync([Conformance.Some.Turn()]);
        var before = await File.ReadAllBytesAsync(_place.Path);

        await Record.ExceptionAsync(() => Readers.ReadAsync(connection => SqlitePragmas.Get(connection, "wal_checkpoint"), CancellationToken.None));
        await Readers.DisposeAsync();

        Assert.Equal(before, await File.ReadAllBytesAsync(_place.Path));
    }

    [Fact]
    public async Task a_read_given_up_is_interrupted()
    {
        const string Long = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000000) SELECT count(*) FROM n WHERE begun()";
        using var patience = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = Readers.ReadAsync(
            connection =>
            {
                connection.CreateFunction("begun", () => begun.TrySetResult());
                return connection.Query(Long, row => row.GetInt64(0));
            },
            patience.Token);

        await begun.Task;
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Fact]
    public async Task a_long_read_sees_one_moment_and_does_not_hold_up_the_writer()
    {
        await _place!.Writer.WriteAsync([Conformance.Some.Turn()]);
        using var written = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = Readers.ReadAsync(
            connection =>
            {
                using var snapshot = connection.BeginTransaction(deferred: true);
                var before = Count();
                begun.SetResult();
                return written.Wait(TimeSpan.FromSeconds(30)) && before == Count();
                long Count() => connection.Query("SELECT count(*) FROM chat_conversations", row => row.GetInt64(0))[0];
            },
            CancellationToken.None);

        await begun.Task;
        await _place.Writer.WriteAsync([Conformance.Some.Turn()]);
        written.Set();

        Assert.True(await read);
    }
}
