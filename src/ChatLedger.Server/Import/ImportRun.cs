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

    private Batch _batch = new();
    private (Batch Batch, Task<ImportResult> Result)? _onItsWay;
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
                _batch.Add(turn.Timestamp is null ? turn with { Timestamp = start.AddTicks(undated++ * TimeSpan.TicksPerMicrosecond) } : turn, line.Number);
            if (_batch.Turns.Count == BatchSize) await SendAsync(read, onDone, cancellation);
        }

        await SendAsync(read, onDone, cancellation);
        await SettleAsync(onDone);
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

    /// <summary>Sends a batch while the one before it is being recorded: reading and recording overlap.</summary>
    private async Task SendAsync(long linesDone, Action<long> onDone, CancellationToken cancellation)
    {
        var batch = _batch;
        batch.LinesDone = linesDone;
        _batch = new Batch();
        var sent = client.ImportAsync(batch.Turns, cancellation);
        await SettleAsync(onDone);
        _onItsWay = (batch, sent);
    }

    private async Task SettleAsync(Action<long> onDone)
    {
        if (_onItsWay is not var (batch, sent)) return;
        _onItsWay = null;
        var result = await sent;
        foreach (var refusal in result.Refused) Refuse(batch.Numbers[refusal.Index], refusal.Message);
        _recorded += result.Recorded;
        _skipped += result.Skipped;
        onLines(batch.LinesDone);
        onDone(batch.LinesDone);
    }

    private void Refuse(long number, string reason)
    {
        _refused++;
        onRefused(number, reason);
    }

    private sealed class Batch
    {
        public List<FinishedTurn> Turns { get; } = new(BatchSize);

        public List<long> Numbers { get; } = new(BatchSize);

        public long LinesDone { get; set; }

        public void Add(FinishedTurn turn, long number)
        {
            Turns.Add(turn);
            Numbers.Add(number);
        }
    }
}
