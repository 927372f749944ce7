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
    }

    [LoggerMessage(2020, LogLevel.Warning, "The step {Step} was not done and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string step, string reason);
}
