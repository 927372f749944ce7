using ChatLedger.Capture;

namespace ChatLedger.Server.Import;

/// <summary>What a file holds, found out before anything is recorded: it gives the progress bar its end, and the operator a chance to think.</summary>
/// <param name="Lines">Lines that are not blank.</param>
/// <param name="Old">Turns older than the retention.</param>
/// <param name="Oldest">The oldest turn's time, where there are dated ones.</param>
internal sealed record ImportSurvey(long Lines, long Old, DateTimeOffset? Oldest)
{
    public static async Task<ImportSurvey> MakeAsync(DialogueFile file, DateTimeOffset? keptSince, CancellationToken cancellation)
    {
        long lines = 0, old = 0;
        DateTimeOffset? oldest = null;
        await foreach (var line in file.ReadAsync(cancellation))
        {
            lines++;
            // Reading dates costs as much as importing; a file whose lines name none is not looked into.
            if (line.Bytes.AsSpan().IndexOf("\"sent_at\""u8) < 0 || TimeOf(line) is not { } time) continue;
            if (time < keptSince) old++;
            if (oldest is null || time < oldest) oldest = time;
        }

        return new ImportSurvey(lines, old, oldest);
    }

    private static DateTimeOffset? TimeOf(NumberedLine line)
    {
        try
        {
            return DialogueLine.Read(line.Bytes).Timestamp;
        }
        catch (CaptureException)
        {
            // Told with its number when it is imported.
            return null;
        }
    }
}
