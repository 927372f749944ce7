using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace ChatLedger.AspNetCore.Ingest;

/// <summary><c>POST /api/conversations</c>: records finished turns, one, an array, or as many as come line by line.</summary>
internal sealed class ConversationEndpoints(IChatLedger ledger)
{
    private const int ArrayLengthMax = 1_000;
    private const string KeyScope = "ingest:";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/conversations", static (HttpContext context, ConversationEndpoints endpoints) => endpoints.RecordAsync(context))
        .WithName("RecordConversations").WithTags("Ingest").WithSummary("Records finished turns: one object, an array of up to 1,000, or newline-delimited JSON without end")
        .Accepts<IngestTurn>(RequestBody.Json, RequestBody.Ndjson)
        .Produces<IngestReply>(StatusCodes.Status201Created).Produces<IngestManyReply>(StatusCodes.Status207MultiStatus)
        .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(503)
        .WithMetadata(new UnlimitedBody());

    private async Task<IResult> RecordAsync(HttpContext context)
    {
        var key = IdempotencyKeyHeader.Read(context.Request);
        if (RequestBody.IsType(context.Request, RequestBody.Ndjson))
        {
            await new NdjsonIngest(ledger).RunAsync(context, line => KeyOf(key, line));
            return Results.Empty;
        }

        var (one, many) = await RequestBody.ReadJsonAsync(context.Request, Parse);
        return one is not null ? await RecordOneAsync(one, key, context.RequestAborted) : await RecordManyAsync(many!, key, context.RequestAborted);
    }

    private async Task<IResult> RecordOneAsync(IngestTurn turn, string? key, CancellationToken cancellation)
    {
        var receipt = await ledger.LogChatMessageAsync(turn.ToFinishedTurn(key is null ? null : KeyScope + key), cancellation);
        return Results.Json(new IngestReply(receipt.TurnId, ConversationNumber.Of(receipt)), LedgerJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> RecordManyAsync(List<Result<IngestTurn>> turns, string? key, CancellationToken cancellation)
    {
        var items = await IngestBatch.RecordAsync(ledger, [.. turns.Select((turn, index) => Finish(turn, KeyOf(key, index)))], cancellation);
        return Results.Json(new IngestManyReply(items), LedgerJson.Options, statusCode: StatusCodes.Status207MultiStatus);
    }

    /// <summary>The header's key stands for the whole request; each of many turns has it with its place.</summary>
    private static string? KeyOf(string? key, long place) => key is null ? null : $"{KeyScope}{key}/{place}";

    private static Result<FinishedTurn> Finish(Result<IngestTurn> turn, string? key)
    {
        if (turn.Problem is { } problem) return new Result<FinishedTurn>(null, problem);
        return IngestBatch.Try(() => turn.Value!.ToFinishedTurn(key));
    }

    private static (IngestTurn? One, List<Result<IngestTurn>>? Many) Parse(ReadOnlySpan<byte> body)
    {
        var first = body.TrimStart(" \t\r\n"u8);
        return first.Length > 0 && first[0] == (byte)'['
            ? (null, JsonFieldReader.ReadArray(body, IngestTurn.Fields, static () => new IngestTurn(), ArrayLengthMax))
            : (JsonFieldReader.ReadObject(body, IngestTurn.Fields, new IngestTurn()), null);
    }

    /// <summary>Newline-delimited JSON has no end; its lines, and every other body, are bounded while they are read.</summary>
    private sealed class UnlimitedBody : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
