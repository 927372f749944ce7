using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ChatLedger.Capture;

namespace ChatLedger.AspNetCore.Http;

/// <summary>An opaque place in a list: a time in microseconds and what tells equal times apart.</summary>
internal static class Cursor
{
    private const int LengthMax = 1_000;

    public static string Write(DateTimeOffset time, string tail)
    {
        var microseconds = (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{microseconds}:{tail}")));
    }

    /// <exception cref="CaptureException">It is not a cursor that we wrote.</exception>
    public static (DateTimeOffset Time, string Tail) Read(string cursor, string field)
    {
        if (cursor.Length <= LengthMax && Base64Url.IsValid(cursor))
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && long.TryParse(text.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var microseconds) && IsTime(microseconds))
                return (DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), text[(colon + 1)..]);
        }

        throw new CaptureException("invalid-cursor", field, $"{field} must be a cursor that an earlier answer gave.");
    }

    /// <inheritdoc cref="Read"/>
    public static (DateTimeOffset Time, long Number) ReadNumber(string cursor, string field)
    {
        var (time, tail) = Read(cursor, field);
        return long.TryParse(tail, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (time, number)
            : throw new CaptureException("invalid-cursor", field, $"{field} must be a cursor that an earlier answer gave.");
    }

    private static bool IsTime(long microseconds) =>
        microseconds >= -(DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond)
        && microseconds <= (DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
