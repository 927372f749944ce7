using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>Tells answers in flight that the server cannot wait any longer, while there is still time to record them.</summary>
internal sealed class StoppingSignal : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    public StoppingSignal(IHostApplicationLifetime lifetime, IOptions<ChatRouteOptions> options, TimeProvider time)
    {
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _registration = lifetime.ApplicationStopping.Register(() => _source.CancelAfter(options.Value.StopWait));
    }

    /// <summary>Cancelled when answers must end.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
