namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>What a program writes to one of its streams, line by line while it runs. Thread-safe.</summary>
internal sealed class TerminalOutput
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Predicate<string> IsWanted, TaskCompletionSource<string> Found)> _waiting = [];
    private bool _hasEnded;

    public TerminalOutput(StreamReader reader) => Ended = Task.Run(() => ReadAsync(reader));

    /// <summary>Completes when the program has closed the stream.</summary>
    public Task Ended { get; }

    public string Text
    {
        get { lock (_gate) return string.Join('\n', _lines); }
    }

    /// <summary>The first line that is wanted, as soon as there is one.</summary>
    /// <exception cref="InvalidOperationException">The stream ended without it.</exception>
    public Task<string> LineAsync(Predicate<string> isWanted)
    {
        lock (_gate)
        {
            if (_lines.Find(isWanted) is { } line) return Task.FromResult(line);
            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_hasEnded) found.SetException(EndedWithout());
            else _waiting.Add((isWanted, found));
            return found.Task;
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line) Add(line);
        lock (_gate)
        {
            _hasEnded = true;
            foreach (var (_, found) in _waiting) found.TrySetException(EndedWithout());
        }
    }

    private void Add(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
            foreach (var (_, found) in _waiting.Where(waiter => waiter.IsWanted(line))) found.TrySetResult(line);
        }
    }

    private InvalidOperationException EndedWithout() => new($"The program ended without the line that was waited for. It had written:\n{string.Join('\n', _lines)}");
}
