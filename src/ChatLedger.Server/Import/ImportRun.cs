using ChatLedger.Capture;
using ChatLedger.Server.Control;

namespace ChatLedger.Server.Import;

/// <summary>Sums over an import.</summary>
internal sealed record ImportTotals(long Recorded, long Skipped, long Refused);

/// <summary>
/// Imports a file in batches. A bad line is reported with its number and the reason, and does not stop the rest. Turns without a time get increasing
/// ones from the run's start, in the order of the file.
/// </summary>
internal sealed class ImportRun(ControlClient client, DialogueFile file, TimeProvider time, Action<long, string> onRefused, Action<long> onLines)
{
    private const int BatchSize = 500;

    private readonly List<FinishedTurn> _turns = new(BatchSize);
    private readonly List<long> _numbers = new(BatchSize);
    private long _recorded, _skipped, _refused;

    /// <param name="skipLines">Lines that an earlier run has done.</param>
    /// <param name="onDone">Told the number of lines that are done, after each batch.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public async Task<ImportTotals> RunAsync(long skipLines, Action<long> onDone, CancellationToken cancellation)
    {
        var start = time.GetUtcNow();
        long read = 0, undated = 0;
        await foreach (var line in file.ReadAsync(cancellation))
        {
            if (++read <= skipLines) continue;
            if (Parse(line) is { } turn)
            {
                _turns.Add(turn.Timestamp is null ? turn with { Timestamp = start.AddTicks(undated++ * TimeSpan.TicksPerMicrosecond) } : turn);
                _numbers.Add(line.Number);
            }

            if (_turns.Count == BatchSize) await SendAsync(read, onDone, cancellation);
        }

        await SendAsync(read, onDone, cancellation);
        return new ImportTotals(_recorded, _skipped, _refused);
    }

    private FinishedTurn? Parse(NumberedLine line)
    {
        try
        {
            return DialogueLine.Read(line.Bytes);
        }
        catch (CaptureException problem)
        {
            Refuse(line.Number, problem.Message);
            return null;
        }
    }

    private async Task SendAsync(long linesDone, Action<long> onDone, CancellationToken cancellation)
    {
        if (_turns.Count > 0)
        {
            var result = await client.ImportAsync(_turns, cancellation);
            foreach (var refusal in result.Refused) Refuse(_numbers[refusal.Index], refusal.Message);
            _recorded += result.Recorded;
            _skipped += result.Skipped;
            _turns.Clear();
            _numbers.Clear();
        }

        onLines(linesDone);
        onDone(linesDone);
    }

    private void Refuse(long number, string reason)
    {
        _refused++;
        onRefused(number, reason);
    }
}
