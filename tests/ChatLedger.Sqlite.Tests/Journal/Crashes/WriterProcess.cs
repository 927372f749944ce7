using System.Diagnostics;
using ChatLedger.Conformance;

namespace ChatLedger.Sqlite.Tests.Journal.Crashes;

/// <summary>A running <see cref="WriterProgram"/> and what it has told.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly HashSet<Guid> _acknowledged = [];
    private readonly HashSet<Guid> _refused = [];
    private readonly int _enoughAt;
    private readonly Task _reading;

    private WriterProcess(Process process, int enoughAt)
    {
        _process = process;
        _enoughAt = enoughAt;
        _reading = ReadAsync();
    }

    /// <summary>The turns of which it has told by now that they were acknowledged.</summary>
    public IReadOnlyCollection<Guid> Acknowledged { get { lock (_gate) return [.. _acknowledged]; } }

    /// <summary>The turns of which it has told by now that they were refused.</summary>
    public IReadOnlyCollection<Guid> Refused { get { lock (_gate) return [.. _refused]; } }

    /// <summary>Completes when enough turns were acknowledged.</summary>
    public Task Enough => _enough.Task;

    /// <param name="path">The journal's file.</param>
    /// <param name="synchronous">SQLite's <c>synchronous</c>.</param>
    /// <param name="writers">How many record at the same time.</param>
    /// <param name="turns">How many turns each records.</param>
    /// <param name="enoughAt">How many acknowledged turns are enough.</param>
    /// <param name="tracer">A program and its arguments that runs the writer, or nothing.</param>
    public static WriterProcess Start(string path, string synchronous, int writers, int turns, int enoughAt, params IEnumerable<string> tracer)
    {
        string[] command = [.. tracer, "dotnet", typeof(WriterProgram).Assembly.Location, path, synchronous, $"{writers}", $"{turns}"];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        return new WriterProcess(Process.Start(start)!, enoughAt);
    }

    /// <summary>Ends it at once.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Waits until it has ended and all it told is known; gives its exit code.</summary>
    public async Task<int> EndedAsync()
    {
        await _reading.Soon();
        await _process.WaitForExitAsync().Soon();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line of a killed writer may be cut short: it was told to nobody.
            if (line.Split(' ') is not [var outcome, { Length: 36 } id]) continue;
            lock (_gate)
            {
                (outcome == WriterProgram.Acknowledged ? _acknowledged : _refused).Add(Guid.Parse(id));
                if (_acknowledged.Count == _enoughAt) _enough.TrySetResult();
            }
        }
    }
}
