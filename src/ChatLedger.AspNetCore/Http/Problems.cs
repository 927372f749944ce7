using ChatLedger.Capture;
using ChatLedger.Journal;
using ChatLedger.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace ChatLedger.AspNetCore.Http;

/// <summary>
/// Turns what went wrong into a problem (RFC 9457) whose <c>type</c> is a stable slug. Neither stack, SQL, path nor content ever leaves.
/// </summary>
internal sealed class Problems(IProblemDetailsService service) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException) return true;
        var problem = Describe(exception);
        context.Response.StatusCode = problem.Status!.Value;
        // What was thrown says when to come back: the handler has cleared the headers that were set before.
        var retryAfter = (exception as JournalUnavailableException)?.RetryAfter ?? (exception as RequestException)?.RetryAfter;
        if (retryAfter is { } wait) context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("F0", System.Globalization.CultureInfo.InvariantCulture);
        return await service.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem, Exception = exception });
    }

    /// <summary>Gives every problem that the framework makes itself (404, 405, 400 of the parser) a slug as well.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Type is null || problem.Type.Contains(':', StringComparison.Ordinal))
            problem.Type = ReasonPhrases.GetReasonPhrase(problem.Status ?? 500).ToLowerInvariant().Replace(' ', '-');
        problem.Extensions.Remove("traceId");
    }

    /// <summary>A problem as a result, for an answer whose headers matter.</summary>
    public static IResult Result(RequestException exception) => Results.Problem(Of(exception.Status, exception.Type, exception.Message, exception.Extensions));

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        CaptureException capture => Of(capture),
        RequestException request => Of(request.Status, request.Type, request.Message, request.Extensions),
        JournalUnavailableException => Of(StatusCodes.Status503ServiceUnavailable, "journal-unavailable", "The turn was not recorded, because the journal cannot take it now. Try again."),
        StoreException { Failure: StoreFailure.Schema } => Of(StatusCodes.Status503ServiceUnavailable, "store-schema", "The store's tables do not match this program. The operator should run: chatledger init-db"),
        StoreException => Of(StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The store cannot be reached now. Try again."),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Of(StatusCodes.Status413PayloadTooLarge, "body-too-large", "The body is too large."),
        BadHttpRequestException bad => Of(bad.StatusCode, "bad-request", "The request could not be read."),
        _ => Of(StatusCodes.Status500InternalServerError, "internal-error", "Something went wrong on the server; its log knows more."),
    };

    public static ProblemDetails Of(CaptureException capture)
    {
        var status = capture.Slug == "idempotency-conflict" ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest;
        return Of(status, capture.Slug, capture.Message, capture.Field is null ? [] : new() { ["field"] = capture.Field });
    }

    private static ProblemDetails Of(int status, string type, string detail, Dictionary<string, object?>? extensions = null)
    {
        var problem = new ProblemDetails { Status = status, Type = type, Title = ReasonPhrases.GetReasonPhrase(status), Detail = detail };
        foreach (var (name, value) in extensions ?? []) problem.Extensions[name] = value;
        return problem;
    }
}
