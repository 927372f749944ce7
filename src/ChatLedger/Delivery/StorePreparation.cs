using ChatLedger.Storage;
using Microsoft.Extensions.Logging;

namespace ChatLedger.Delivery;

/// <summary>
/// Brings the store's tables up to date before anything is delivered. A store that is out of reach at the start does not keep the journal from taking
/// turns: it is tried again until it answers. Not thread-safe.
/// </summary>
internal sealed partial class StorePreparation(
    ILedgerSchema schema, StoreHealth health, ChatLedgerOptions options, TimeProvider time, ILogger<StorePreparation> logger)
{
    private bool _isDone;

    /// <summary>The attempt at the start.</summary>
    /// <exception cref="StoreException">The store answers, and a person has to act before it can be used.</exception>
    public async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            await PrepareAsync(cancellation).ConfigureAwait(false);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.Transient)
        {
            health.SetDown(exception);
            LogAway(logger, exception.Message);
        }
    }

    /// <summary>Tries until the store may be written; false where that was given up.</summary>
    public async Task<bool> TryUntilReadyAsync(CancellationToken cancellation)
    {
        if (_isDone) return true;
        var untilItWorks = DeliveryRetry.Create(time, attempt =>
        {
            if (attempt.Exception is StoreException failure) health.SetDown(failure);
        });
        try
        {
            await untilItWorks.ExecuteAsync(async token => await PrepareAsync(token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            health.SetUp();
            LogBack(logger);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        var state = options.Store.AutoMigrate
            ? await schema.MigrateAsync(cancellation).ConfigureAwait(false)
            : await schema.GetStateAsync(cancellation).ConfigureAwait(false);
        if (state.Version < state.Latest)
            throw new StoreException(StoreFailure.Schema, $"The store's tables are of version {state.Version}, this program needs {state.Latest}, and Store:AutoMigrate is off. Run: chatledger init-db");
        var check = await schema.CheckAsync(isThorough: false, cancellation).ConfigureAwait(false);
        health.SetDrift(check.Differences);
        foreach (var difference in check.Differences) LogDrift(logger, difference);
        _isDone = true;
    }

    [LoggerMessage(2010, LogLevel.Error, "The store is out of reach; turns are taken and wait in the journal until it is back. {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(2012, LogLevel.Warning, "The store's tables are not as this program made them: {Difference}")]
    private static partial void LogDrift(ILogger logger, string difference);

    [LoggerMessage(2011, LogLevel.Information, "The store is ready")]
    private static partial void LogBack(ILogger logger);
}
