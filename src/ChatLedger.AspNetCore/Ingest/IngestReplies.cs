using System.Text.Json.Serialization;
using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ChatLedger.AspNetCore.Ingest;

/// <summary>The answer to one recorded turn.</summary>
internal sealed record IngestReply(Guid? TurnId, string? ConversationId);

/// <summary>The answer to many.</summary>
internal sealed record IngestManyReply(IReadOnlyList<IngestItem> Items);

/// <summary>What became of one of many turns.</summary>
/// <param name="TurnId">The turn, where it was recorded.</param>
/// <param name="ConversationId">The store's number, where it had committed in time.</param>
/// <param name="Code">As an HTTP status: 201, 400, 409, 413 or 503.</param>
/// <param name="Error">What is wrong with it.</param>
internal sealed record IngestItem(
    Guid? TurnId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ConversationId,
    int Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IngestError? Error)
{
    public static IngestItem Of(LoggedTurn logged) => logged.Receipt is { } receipt
        ? new IngestItem(receipt.TurnId, ConversationNumber.Of(receipt), StatusCodes.Status201Created, null)
        : Of(logged.Problem!);

    public static IngestItem Of(CaptureException problem) => Of(Problems.Of(problem));

    public static IngestItem TooLarge { get; } =
        new(null, null, StatusCodes.Status413PayloadTooLarge, new IngestError("body-too-large", RequestBody.TooLarge().Message, null));

    public static IngestItem Unavailable { get; } = new(
        null, null, StatusCodes.Status503ServiceUnavailable, new IngestError("journal-unavailable", "The turn was not recorded, because the journal cannot take it now. Send it again.", null));

    private static IngestItem Of(ProblemDetails problem) =>
        new(null, null, problem.Status!.Value, new IngestError(problem.Type!, problem.Detail!, problem.Extensions.TryGetValue("field", out var field) ? (string?)field : null));
}

/// <summary>What is wrong with one of many turns.</summary>
/// <param name="Type">The same slugs as in problems.</param>
/// <param name="Detail">A sentence.</param>
/// <param name="Field">The field, or null.</param>
internal sealed record IngestError(string Type, string Detail, string? Field);
