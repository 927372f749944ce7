using Spectre.Console;

namespace ChatLedger.Server.Commands;

/// <summary>Shows on standard error how far counted work has come: a bar where there is a terminal, nothing where there is none.</summary>
internal static class ProgressDisplay
{
    /// <param name="title">What is being done.</param>
    /// <param name="run">The work; it tells how much is done, and how much there is.</param>
    public static async Task<T> ShowAsync<T>(string title, Func<Action<int, int>, Task<T>> run)
    {
        if (Console.IsErrorRedirected) return await run(static (_, _) => { });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(title, autoStart: true, maxValue: 1);
                return await run((done, all) => (task.MaxValue, task.Value) = (all, done));
            });
    }
}
