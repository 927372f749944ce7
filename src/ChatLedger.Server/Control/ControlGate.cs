using Microsoft.AspNetCore.Http;

namespace ChatLedger.Server.Control;

/// <summary>Lets only those in who can read the data folder.</summary>
internal sealed class ControlGate(RequestDelegate next, ControlAccess access)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (access.IsAllowed(context.Request)) return next(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }
}
