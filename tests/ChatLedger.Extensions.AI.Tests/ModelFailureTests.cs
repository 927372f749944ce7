using System.Net;
using System.Text.Json;

namespace ChatLedger.Extensions.AI.Tests;

/// <summary>What no server can be made to show; the rest is in <see cref="Providers.FailingModelTests"/>.</summary>
public sealed class ModelFailureTests
{
    public static TheoryData<Exception, string> Exceptions => new()
    {
        { new HttpRequestException(HttpRequestError.NameResolutionError), ModelFailure.Unavailable },
        { new HttpRequestException(HttpRequestError.SecureConnectionError), ModelFailure.Unavailable },
        { new HttpRequestException(HttpRequestError.ResponseEnded), ModelFailure.BrokeOff },
        { new HttpRequestException("copying", new IOException("reset")), ModelFailure.BrokeOff },
        { new HttpRequestException(HttpRequestError.InvalidResponse), ModelFailure.BadResponse },
        { new TaskCanceledException("connecting", new TimeoutException()), ModelFailure.TimedOut },
        { new JsonException(), ModelFailure.BadResponse },
        { new AggregateException(new TimeoutException()), ModelFailure.TimedOut },
        { new NotSupportedException(), ModelFailure.Unknown },
    };

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void an_exception_has_a_word(Exception exception, string slug) => Assert.Equal(slug, ModelFailure.Classify(exception).Slug);

    [Fact]
    public void a_status_of_any_http_client_is_kept() => Assert.Equal(
        new ModelFailure(ModelFailure.RateLimited, 429),
        ModelFailure.Classify(new HttpRequestException("no", inner: null, HttpStatusCode.TooManyRequests)));
}
