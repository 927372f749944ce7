using ChatLedger.Storage;
using Microsoft.Extensions.Logging;

namespace ChatLedger.Delivery;

/// <summary>Runs the store's own steps behind delivery, each in its rhythm. A step that fails is told once, and tried again at its next turn.</summary>
internal sealed partial class StepLoop(IEnumerable<IStoreStep> steps, TimeProvider time, ILogger<StepLoop> logger)
{
    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(steps.Select(step => RunAsync(step, cancellation)));

    private async Task RunAsync(IStoreStep step, CancellationToken cancellation)
    {
        try
        {
            using var timer = new PeriodicTimer(step.Interval, time);
            var isFailing = false;
            do isFailing = await TryAsync(step, isFailing, cancellation).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping: what is left is found at the next start.
        }
    }

    private async Task<bool> TryAsync(IStoreStep step, bool wasFailing, CancellationToken cancellation)
    {
        try
        {
            await step.RunAsync(cancellation).ConfigureAwait(false);
            return false;
        }
        catch (StoreException exception)
        {
            if (!wasFailing) LogFailed(logger, step.Name, exception.Message);
            return true;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Unforeseen, and so a mistake of ours: it is told, and does not take delivery or the other steps with it.
            if (!wasFailing) LogUnforeseen(logger, exception, step.Name);
            return true;
        }
    }

    [LoggerMessage(2020, LogLevel.Warning, "The step {Step} was not done and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string step, string reason);

    [LoggerMessage(2021, LogLevel.Error, "The step {Step} met an unforeseen error and is tried again")]
    private static partial void LogUnforeseen(ILogger logger, Exception exception, string step);
}
