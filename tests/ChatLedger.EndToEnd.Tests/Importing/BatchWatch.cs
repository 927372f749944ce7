using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Importing;

/// <summary>Notices when an import has noted so many batches as done. Made before the import is started.</summary>
internal sealed class BatchWatch : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _batches;

    public BatchWatch(TempPlace place, int batches)
    {
        // An import notes its progress in a file that it moves into this folder after every batch.
        var folder = Directory.CreateDirectory(Path.Combine(place.Data, "imports"));
        _watcher = new FileSystemWatcher(folder.FullName) { NotifyFilter = NotifyFilters.FileName };
        _watcher.Renamed += (_, _) =>
        {
            if (Interlocked.Increment(ref _batches) == batches) _reached.SetResult();
        };
        _watcher.EnableRaisingEvents = true;
    }

    public Task Reached => _reached.Task.OrTimeoutAsync();

    public void Dispose() => _watcher.Dispose();
}
