using ChatLedger;
using ChatLedger.Capture;
using ChatLedger.Delivery;
using ChatLedger.Diagnostics;
using ChatLedger.Journal;
using ChatLedger.Query;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the ledger to an application.</summary>
public static class ChatLedgerServiceCollectionExtensions
{
    /// <summary>
    /// Adds the ledger. A turn passes the stations from top to bottom; the journal and the store are chosen on the builder that is returned, such as
    /// <c>.UseSqlite()</c>. The host starts and stops it.
    /// </summary>
    public static ChatLedgerBuilder AddChatLedger(this IServiceCollection services, Action<ChatLedgerOptions>? configure = null)
    {
        services.AddOptions<ChatLedgerOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ChatLedgerOptions>, ChatLedgerOptionsValidation>());
        services.TryAddSingleton(static provider => provider.GetRequiredService<IOptions<ChatLedgerOptions>>().Value);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LedgerCounters>();

        // Capture (and privacy, which it asks before it lets a turn go on)
        services.TryAddSingleton<CaptureClock>();
        services.TryAddSingleton<TurnCapture>();
        services.TryAddSingleton<IngestKeys>();
        services.TryAddSingleton<Ingestor>();
        services.TryAddSingleton<TurnRecorder>();
        services.TryAddSingleton<Importer>();

        // Journal (chosen on the builder)
        services.TryAddSingleton(static provider => new CheckpointLoop(provider.GetRequiredService<ChatLedgerOptions>().CheckpointInterval, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<Acknowledger>();

        // Delivery, and the store (chosen on the builder)
        services.TryAddSingleton<StoreHealth>();
        services.TryAddSingleton<Undelivered>();
        services.TryAddSingleton(static provider => new DeliveryQueue(provider.GetRequiredService<IJournal>(), provider.GetRequiredService<ChatLedgerOptions>().DeliveryBytesMax));
        services.TryAddSingleton<StorePreparation>();
        services.TryAddSingleton<DeliveryLoop>();
        services.TryAddSingleton<StepLoop>();
        services.TryAddSingleton<StoreWork>();

        // Query, and the ledger itself
        services.TryAddSingleton(static provider => IsEnabled(provider)
            ? ActivatorUtilities.CreateInstance<LedgerQueries>(provider)
            : new LedgerQueries(new SilentStore(), provider.GetRequiredService<Undelivered>()));
        services.TryAddSingleton<IChatLedger>(static provider => IsEnabled(provider)
            ? ActivatorUtilities.CreateInstance<Ledger>(provider)
            : ActivatorUtilities.CreateInstance<SilentLedger>(provider));
        services.AddSingleton<IHostedService>(static provider => IsEnabled(provider)
            ? ActivatorUtilities.CreateInstance<LedgerService>(provider)
            : new SilentService());
        return new ChatLedgerBuilder(services);
    }

    private static bool IsEnabled(IServiceProvider provider) => provider.GetRequiredService<ChatLedgerOptions>().EnableChatLogging;

    private sealed class SilentService : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
