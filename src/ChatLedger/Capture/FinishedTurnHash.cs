using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatLedger.Capture;

/// <summary>Tells whether two messages ask for the same row, however their bodies were formatted.</summary>
internal static class FinishedTurnHash
{
    /// <summary>The hash over every field the caller gave, but the key itself.</summary>
    public static string Of(FinishedTurn message) =>
        IngestKeys.Hash(JsonSerializer.SerializeToUtf8Bytes(message with { IdempotencyKey = null }, FinishedTurnJson.Default.FinishedTurn));
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FinishedTurn))]
internal sealed partial class FinishedTurnJson : JsonSerializerContext;
