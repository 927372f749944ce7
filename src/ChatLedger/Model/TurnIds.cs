using System.Buffers.Binary;

namespace ChatLedger;

/// <summary>What the id of a turn tells.</summary>
public static class TurnIds
{
    private static readonly long MillisecondsMax = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>When a UUIDv7 was made, to the millisecond (RFC 9562, section 5.7); null for another version, or a time beyond the year 9999.</summary>
    public static DateTimeOffset? TimeOf(Guid turnId)
    {
        if (turnId.Version != 7) return null;
        Span<byte> bytes = stackalloc byte[16];
        turnId.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return milliseconds > MillisecondsMax ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
