using ChatLedger.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace ChatLedger.AspNetCore.Security;

/// <summary>
/// Until there are keys, being on this machine is the only proof of who asks. A page of another site could still reach a loopback server by a name that
/// resolves to it (DNS rebinding), and read transcripts; so only the names of loopback itself are answered.
/// </summary>
internal sealed class LoopbackGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Host.Host.ToLowerInvariant() is not ("localhost" or "127.0.0.1" or "[::1]"))
            throw new RequestException(StatusCodes.Status400BadRequest, "host-not-allowed", "This server answers only to localhost, 127.0.0.1 and [::1].");
        return next(context);
    }
}

/// <summary>Headers that every answer carries: it is what it says it is, and nobody keeps a copy.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        // At the last moment, because an error clears what was set before.
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpResponse)state).Headers;
            headers.XContentTypeOptions = "nosniff";
            if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    }
}
