using ChatLedger.Extensions.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the model that answers.</summary>
public static class ModelServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="IChatClient"/> for the whole process, made from <see cref="ModelOptions"/> and safe for concurrent calls.
    /// The options are validated when the host starts, all mistakes at once. An <see cref="IChatClient"/> added before stays.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Settings on top of those bound elsewhere.</param>
    public static IServiceCollection AddChatLedgerModel(this IServiceCollection services, Action<ModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptionsWithValidateOnStart<ModelOptions>();
        if (configure is not null)
            options.Configure(configure);

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ModelOptions>, ModelOptionsRanges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ModelOptions>, ModelOptionsRules>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => ModelFactory.Create(
            provider.GetRequiredService<IOptions<ModelOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
