using ChatLedger.AspNetCore.Chat;
using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;
using ChatLedger.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ChatLedger.AspNetCore.Ingest;

/// <summary>Sessions as applications make and update them.</summary>
internal sealed class AppSessionEndpoints(IChatLedger ledger, TimeProvider time)
{
    private static readonly JsonFields<SessionRequest> Fields = new(new()
    {
        ["sessionId"] = static (ref reader, field, request) => request.SessionId = reader.Text(field),
        ["userId"] = static (ref reader, field, request) => request.UserId = reader.Text(field),
        ["metadata"] = static (ref reader, _, request) => request.Metadata = reader.Raw(),
    });

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/sessions").WithTags("Ingest").ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(503);
        group.MapPost("", static (HttpContext context, AppSessionEndpoints endpoints) => endpoints.CreateAsync(context))
            .WithName("CreateSession").WithSummary("Makes a session; an existing id is no error")
            .Accepts<SessionRequest>(RequestBody.Json).Produces<SessionReply>().Produces<SessionReply>(StatusCodes.Status201Created);
        group.MapPatch("/{id}", static (HttpContext context, AppSessionEndpoints endpoints, string id) => endpoints.UpdateAsync(context, SessionRoute.Decode(id)))
            .WithName("UpdateSession").WithSummary("Updates a session and its last activity")
            .Accepts<SessionRequest>(RequestBody.Json).Produces<SessionReply>().ProducesProblem(404);
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var request = await RequestBody.ReadJsonAsync(context.Request, static body => JsonFieldReader.ReadObject(body, Fields, new SessionRequest()));
        var id = request.SessionId ?? VisitorSession.NewId(time);
        var isNew = await ledger.CreateChatSessionAsync(id, new SessionUpdate(request.UserId, (string?)request.Metadata), context.RequestAborted);
        return Results.Json(new SessionReply(id), LedgerJson.Options, statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private async Task<IResult> UpdateAsync(HttpContext context, string id)
    {
        var request = await RequestBody.ReadJsonAsync(context.Request, static body => JsonFieldReader.ReadObject(body, Fields, new SessionRequest()));
        if (request.SessionId is { } named && named != id) throw new CaptureException("session-mismatch", "sessionId", "The address and the body name different sessions.");
        var isKnown = await ledger.UpdateChatSessionAsync(id, new SessionUpdate(request.UserId, (string?)request.Metadata), context.RequestAborted);
        return isKnown ? Results.Json(new SessionReply(id), LedgerJson.Options) : throw SessionRoute.NotFound();
    }
}

/// <summary>The body of a session's making or update.</summary>
internal sealed class SessionRequest
{
    /// <summary>1 to 255 printable characters.</summary>
    public string? SessionId { get; set; }

    /// <summary>At most 255 characters.</summary>
    public string? UserId { get; set; }

    /// <summary>A JSON object.</summary>
    public object? Metadata { get; set; }
}

/// <summary>A session that was made or updated.</summary>
internal sealed record SessionReply(string SessionId);
