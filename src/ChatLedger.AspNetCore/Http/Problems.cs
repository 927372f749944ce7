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
internal sealed class Problems : IExceptionHandler
{
    private static readonly TimeSpan? StoreRetryAfter = TimeSpan.FromSeconds(1);

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException) return true;
        var problem = Describe(exception);
        // What was thrown says when to come back: the handler has cleared the headers that were set before.
        var retryAfter = (exception as JournalUnavailableException)?.RetryAfter ?? (exception as RequestException)?.RetryAfter ?? (exception is StoreException ? StoreRetryAfter : null);
        if (retryAfter is { } wait) context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("F0", System.Globalization.CultureInfo.InvariantCulture);
        await WriteAsync(context, problem);
        return true;
    }

    /// <summary>Gives an error that the framework answers by its status alone (404, 405, what it could not bind) its problem.</summary>
    public static Task WriteStatusAsync(StatusCodeContext status)
    {
        var code = status.HttpContext.Response.StatusCode;
        var title = ReasonPhrases.GetReasonPhrase(code);
        return WriteAsync(status.HttpContext, Of(code, title.ToLowerInvariant().Replace(' ', '-'), title));
    }

    /// <summary>Whatever the request's Accept says: the framework's own writer would answer some with an empty body, or not at all.</summary>
    private static Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status!.Value;
        return context.Response.WriteAsJsonAsync(problem, LedgerJson.Options, "application/problem+json", context.RequestAborted);
    }

    /// <summary>A problem as a result, for an answer whose headers matter.</summary>
    public static IResult Result(RequestException exception) =>
        Results.Json(Of(exception.Status, exception.Type, exception.Message, exception.Extensions), LedgerJson.Options, "application/problem+json", exception.Status);

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
