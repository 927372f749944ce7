using Microsoft.Extensions.DependencyInjection;

namespace ChatLedger.AspNetCore.Tests;

internal static class ServiceWrapping
{
    /// <summary>Puts a watcher around a service that a factory makes.</summary>
    public static void Wrap<T>(this IServiceCollection services, Func<T, T> around) where T : class
    {
        var inner = services.Last(static service => service.ServiceType == typeof(T));
        services.Remove(inner);
        services.AddSingleton(provider => around((T)inner.ImplementationFactory!(provider)));
    }
}
