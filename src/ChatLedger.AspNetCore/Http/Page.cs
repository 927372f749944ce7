using System.Globalization;
using ChatLedger.Capture;
using ChatLedger.Storage;

namespace ChatLedger.AspNetCore.Http;

/// <summary>A piece of a list.</summary>
/// <param name="Items">The piece.</param>
/// <param name="Next">What to ask with for the next piece; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>How long a piece of a list may be.</summary>
internal static class PageSize
{
    private const int Max = 1_000;

    public static int Check(int limit) =>
        limit is >= 1 and <= Max ? limit : throw new CaptureException("out-of-range", "limit", $"limit must be 1 to {Max}.");
}

/// <summary>The cursor of a list of turns.</summary>
internal static class TurnCursor
{
    public static string Write(Turn turn) =>
        Cursor.Write(turn.Timestamp, (turn.ConversationId ?? long.MaxValue).ToString(CultureInfo.InvariantCulture));

    public static TurnPosition Read(string cursor, string field)
    {
        var (time, number) = Cursor.ReadNumber(cursor, field);
        return new TurnPosition(time, number);
    }
}
