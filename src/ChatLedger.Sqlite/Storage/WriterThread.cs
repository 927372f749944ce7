using System.Threading.Channels;
using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Storage;

/// <summary>
/// The thread that owns the writer connection. Work waits in a bounded queue and is done one after the other, each in a transaction of its own.
/// After an error that spoils the connection it is closed, and the next work opens another. Safe for concurrent calls.
/// </summary>
/// <param name="path">The database file, for messages.</param>
/// <param name="open">Opens the connection.</param>
/// <param name="closing">What is done with the connection at the end, when all work is done; must not throw.</param>
internal sealed class WriterThread(string path, Func<WriterConnection> open, Action<WriterConnection> closing) : IAsyncDisposable
{
    private const int QueueMax = 256;

    private readonly Channel<Action> _queue = Channel.CreateBounded<Action>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriterConnection? _connection;

    /// <summary>Starts the thread and opens the connection.</summary>
    public Task StartAsync(CancellationToken cancellation)
    {
        new Thread(Run) { IsBackground = true, Name = "ChatLedger SQLite writer" }.Start();
        return EnqueueAsync(() => (_connection = open()) is not null, cancellation);
    }

    /// <summary>Runs the work in one transaction on the writer's thread. Work that is given up before it begins does nothing.</summary>
    public Task<T> RunAsync<T>(Func<WriterConnection, T> work, CancellationToken cancellation) =>
        EnqueueAsync(() => (_connection ??= Reopen()).InTransaction(work), cancellation);

    /// <summary>Finishes what is queued, then closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task.ConfigureAwait(false);
    }

    private async Task<T> EnqueueAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _queue.Writer.WriteAsync(() => Complete(done, work, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore));
        }
        return await done.Task.ConfigureAwait(false);
    }

    private void Complete<T>(TaskCompletionSource<T> done, Func<T> work, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            done.SetResult(work());
        }
        catch (OperationCanceledException exception)
        {
            done.SetCanceled(exception.CancellationToken);
        }
        catch (Exception exception)
        {
            if (StoreErrors.SpoilsConnection(exception) || _connection is { IsMidTransaction: true }) DropConnection();
            done.SetException(exception is SqliteException error ? StoreErrors.Translate(error, path) : exception);
        }
    }

    /// <summary>Whatever keeps the file from being opened again may pass: the folder may come back, the right to it be given.</summary>
    private WriterConnection Reopen()
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new StoreException(StoreFailure.Transient, $"The store {path} cannot be opened again.", exception);
        }
    }

    private void DropConnection()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private void Run()
    {
        // The thread is the queue's own, so waiting here blocks nobody else.
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_queue.Reader.TryRead(out var work)) work();
        }
        if (_connection is not null) closing(_connection);
        DropConnection();
        _ended.SetResult();
    }
}
