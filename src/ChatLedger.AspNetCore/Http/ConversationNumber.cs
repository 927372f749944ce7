using System.Globalization;
using ChatLedger.Capture;

namespace ChatLedger.AspNetCore.Http;

/// <summary>The store's number of a turn as the interface gives it: a string, because it may exceed what a JavaScript number holds.</summary>
internal static class ConversationNumber
{
    public static string? Of(TurnReceipt receipt) => Of(receipt.ConversationId);

    public static string? Of(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
