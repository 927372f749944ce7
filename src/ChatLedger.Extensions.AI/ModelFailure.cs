using System.ClientModel;
using System.Net;
using System.Text.Json;
using Anthropic.Exceptions;

namespace ChatLedger.Extensions.AI;

/// <summary>Why a model did not answer, in words that may be stored and shown: nothing an upstream wrote is in them.</summary>
/// <param name="Slug">One of the constants of this type.</param>
/// <param name="Status">The HTTP status, where the model's server gave one.</param>
public readonly record struct ModelFailure(string Slug, int? Status = null)
{
    /// <summary>The server would not take this request (another status in the four hundreds).</summary>
    public const string Refused = "refused";

    /// <summary>Too many requests, or a quota used up (429).</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>The key is missing, wrong or not allowed to do this (401, 403).</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The server cannot be reached, or is failing or overloaded (a status in the five hundreds).</summary>
    public const string Unavailable = "unavailable";

    /// <summary>It took too long to connect or to say the next piece (also 408, 504).</summary>
    public const string TimedOut = "timeout";

    /// <summary>The answer began and stopped before its end.</summary>
    public const string BrokeOff = "broke-off";

    /// <summary>What came was no answer: not the expected JSON or events, or a redirect.</summary>
    public const string BadResponse = "bad-response";

    /// <summary>None of these.</summary>
    public const string Unknown = "unknown";

    /// <summary>
    /// Sorts an exception that came out of a model's client. A cancellation is taken for a time-out: ask the caller's own
    /// token first. Never throws; safe from any thread.
    /// </summary>
    public static ModelFailure Classify(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            ClientResultException { Status: > 0 } e => OfStatus(e.Status),
            AnthropicApiException e => OfStatus((int)e.StatusCode),
            AnthropicServiceException e => new(OfErrorType(e.Type?.Raw())),
            HttpRequestException { StatusCode: HttpStatusCode status } => OfStatus((int)status),
            HttpRequestException e => new(OfRequestError(e)),
            HttpIOException e => new(OfTransport(e.HttpRequestError) ?? BrokeOff),
            IOException => new(BrokeOff),
            TimeoutException or OperationCanceledException => new(TimedOut),
            // The SDKs' parsers answer unforeseen JSON with any of these.
            JsonException or FormatException or InvalidDataException or AnthropicInvalidDataException
                or ArgumentOutOfRangeException or InvalidOperationException or KeyNotFoundException => new(BadResponse),
            { InnerException: { } inner } => Classify(inner),
            _ => new(Unknown),
        };
    }

    private static ModelFailure OfStatus(int status) => new(
        status switch
        {
            401 or 403 => Unauthorized,
            408 or 504 => TimedOut,
            429 => RateLimited,
            >= 500 => Unavailable,
            >= 400 => Refused,
            _ => BadResponse,
        },
        status);

    // An error that Anthropic reports within a stream whose status was 200.
    private static string OfErrorType(string? type) => type switch
    {
        "authentication_error" or "permission_error" => Unauthorized,
        "rate_limit_error" => RateLimited,
        "timeout_error" => TimedOut,
        "api_error" or "overloaded_error" => Unavailable,
        null => BrokeOff,
        _ => Refused,
    };

    private static string OfRequestError(HttpRequestException exception) =>
        OfTransport(exception.HttpRequestError)
        ?? (exception.InnerException is IOException io ? Classify(io).Slug : Unavailable);

    private static string? OfTransport(HttpRequestError error) => error switch
    {
        HttpRequestError.ResponseEnded => BrokeOff,
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded
            or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError => BadResponse,
        HttpRequestError.Unknown => null,
        _ => Unavailable,
    };
}
