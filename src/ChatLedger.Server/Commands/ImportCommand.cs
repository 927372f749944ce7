using System.CommandLine;
using System.Globalization;
using ChatLedger.Server.Import;
using ChatLedger.Server.Settings;

namespace ChatLedger.Server.Commands;

/// <summary><c>chatledger import FILE</c>: records the turns of a dialogue file.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A file of JSON Lines, one turn a line; .gz is unpacked" };
        var resume = new Option<bool>("--resume") { Description = "Go on where an interrupted import of this file stopped" };
        var keepOld = new Option<bool>("--keep-old") { Description = "Import turns that are older than the retention (CHAT_LOG_RETENTION_DAYS), too" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read the file and report, recording nothing" };
        var data = CommonOptions.Data();
        var command = new Command("import", "Records the turns of a dialogue file. Importing twice changes nothing.") { file, resume, keepOld, dryRun, data };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(file)!, parsed.GetValue(resume), parsed.GetValue(keepOld), parsed.GetValue(dryRun), CommonOptions.Read(parsed.GetValue(data)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo path, bool isResumed, bool keepsOld, bool isDry, ServerSettings settings, CancellationToken cancellation)
    {
        if (!path.Exists) throw new VerbException($"There is no file {path.FullName}.");
        var file = new DialogueFile(path.FullName);
        var survey = await SurveyAsync(file, settings, keepsOld, cancellation);
        if (survey is null) return ExitCodes.Error;
        if (isDry)
        {
            Console.WriteLine($"{survey.Lines:N0} lines; nothing was recorded.");
            return ExitCodes.Ok;
        }

        var directory = settings.Ledger.DataDirectory;
        var skip = isResumed ? ImportProgress.Read(directory, path)?.LinesDone ?? 0 : 0;
        await using var connection = await LedgerConnection.OpenAsync(settings, cancellation);
        var started = TimeProvider.System.GetTimestamp();
        var totals = await ImportDisplay.ShowAsync(survey.Lines, async (onLines, onRefused) =>
        {
            var run = new ImportRun(connection.Client, file, TimeProvider.System, onRefused, onLines);
            return await run.RunAsync(skip, done => new ImportProgress(path.FullName, path.Length, done).Write(directory, path), cancellation);
        });
        ImportProgress.Delete(directory, path);
        Report(totals, skip, TimeProvider.System.GetElapsedTime(started));
        return totals.Refused == 0 ? ExitCodes.Ok : ExitCodes.Error;
    }

    /// <summary>Null where the file must not be imported as it is.</summary>
    private static async Task<ImportSurvey?> SurveyAsync(DialogueFile file, ServerSettings settings, bool keepsOld, CancellationToken cancellation)
    {
        var days = settings.Ledger.RetentionDays;
        DateTimeOffset? keptSince = days == 0 ? null : TimeProvider.System.GetUtcNow().AddDays(-days);
        ImportSurvey survey;
        try
        {
            survey = await ImportSurvey.MakeAsync(file, keptSince, cancellation);
        }
        catch (InvalidDataException)
        {
            throw new VerbException("The file cannot be unpacked; is it complete, and really gzip? Nothing was recorded.");
        }

        if (survey.Old == 0) return survey;
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{survey.Old:N0} of {survey.Lines:N0} turns are older than the retention of {days} days (the oldest of {survey.Oldest:yyyy-MM-dd}): longer than turns are meant to be kept."));
        if (keepsOld) return survey;
        await Console.Error.WriteLineAsync("Nothing was recorded. Import them all the same with --keep-old, or raise CHAT_LOG_RETENTION_DAYS (0 keeps for ever).");
        return null;
    }

    private static void Report(ImportTotals totals, long skipped, TimeSpan elapsed)
    {
        var rate = totals.Recorded / Math.Max(elapsed.TotalSeconds, 0.001);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{totals.Recorded:N0} turns recorded, {totals.Skipped:N0} were there already, {totals.Refused:N0} refused; {elapsed.TotalSeconds:F1} s, {rate:N0} turns/s."));
        if (skipped > 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{skipped:N0} lines of an earlier run were not read again."));
    }
}
