namespace ChatLedger.Delivery;

/// <summary>What this process does with the store behind capture: its tables first, then delivery and the store's own steps. One caller.</summary>
internal sealed class StoreWork(StorePreparation preparation, DeliveryLoop delivery, StepLoop steps)
{
    /// <inheritdoc cref="StorePreparation.TryAsync"/>
    public Task PrepareAsync(CancellationToken cancellation) => preparation.TryAsync(cancellation);

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (await preparation.TryUntilReadyAsync(cancellation).ConfigureAwait(false))
            await Task.WhenAll(delivery.RunAsync(cancellation), steps.RunAsync(cancellation)).ConfigureAwait(false);
    }
}
