using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>A row of <c>chat_conversations</c>.</summary>
internal sealed record StoredTurn(
    long Id, string SessionId, string UserMessage, string AiResponse, string Timestamp, string Status, string? TurnId, string? Model, string? Error,
    long? OutputTokens, string? Metadata)
{
    /// <summary>The number that the driver sent along.</summary>
    public int? Number => Metadata is not null && JsonSerializer.Deserialize<JsonElement>(Metadata).TryGetProperty("n", out var number) ? number.GetInt32() : null;

    public string Hash => TurnHash.Of(UserMessage, AiResponse);
}

/// <summary>The SHA-256 by which a turn that was sent and a turn that is stored are compared.</summary>
internal static class TurnHash
{
    public static string Of(string question, string answer) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{question}\0{answer}")));
}
