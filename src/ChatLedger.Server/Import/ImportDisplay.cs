using Spectre.Console;
using Spectre.Console.Rendering;

namespace ChatLedger.Server.Import;

/// <summary>Shows an import's progress on standard error: a bar where there is a terminal, only the refused lines where there is none.</summary>
internal static class ImportDisplay
{
    public static async Task<ImportTotals> ShowAsync(long lines, Func<Action<long>, Action<long, string>, Task<ImportTotals>> run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected) return await run(static _ => { }, static (number, reason) => Console.Error.WriteLine($"line {number}: {reason}"));
        return await console.Progress().AutoClear(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("Importing", maxValue: Math.Max(1, lines));
                return await run(done => task.Value = done, (number, reason) => console.MarkupLineInterpolated($"[red]line {number}[/]: {reason}"));
            });
    }

    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is { } speed ? $"{speed:N0} turns/s" : "", new Style(Color.Grey));
    }
}
