using System.Globalization;

namespace ChatLedger.Sqlite.Storage;

/// <summary>Times as the store writes them: UTC, whole microseconds, always 27 characters, so that they sort as text.</summary>
internal static class SqliteTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads a time. Plain SQL may have written one that only looks right, such as the 31st of February: it is read as the epoch, not refused.</summary>
    public static DateTimeOffset FromText(string text) =>
        DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : DateTimeOffset.UnixEpoch;
}
