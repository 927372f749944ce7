using System.Collections.Concurrent;

namespace ChatLedger.Capture;

/// <summary>
/// Makes the new text of all streaming answers durable once a tick, so that a process that dies loses at most that much of an answer. The
/// journal writes a tick's checkpoints in few groups, however many streams there are.
/// </summary>
internal sealed class CheckpointLoop(TimeSpan interval, TimeProvider time)
{
    private readonly ConcurrentDictionary<OpenTurn, byte> _turns = new();

    public void Add(OpenTurn turn) => _turns.TryAdd(turn, 0);

    public void Remove(OpenTurn turn) => _turns.TryRemove(turn, out _);

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                foreach (var (turn, _) in _turns) turn.Checkpoint();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping: turns still open are ended by those who opened them.
        }
    }
}
