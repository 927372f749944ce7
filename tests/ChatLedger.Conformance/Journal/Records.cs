using System.Buffers.Binary;

namespace ChatLedger.Conformance;

/// <summary>Records of turns as a program writes them that is newer or mistaken: intact, but with a content of the test's choosing.</summary>
public static class Records
{
    private const uint Castagnoli = 0x82F63B78;
    private const int HeaderLength = 5;

    /// <summary>The same content under another format version, with the checksum that belongs to it.</summary>
    public static byte[] WithVersion(byte[] record, int version) => Sealed((byte)version, record.AsSpan(HeaderLength));

    /// <summary>A record with the checksum that belongs to it.</summary>
    public static byte[] Sealed(byte version, ReadOnlySpan<byte> content)
    {
        byte[] record = [version, 0, 0, 0, 0, .. content];
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(1), Checksum([version, .. content]));
        return record;
    }

    /// <summary>CRC-32C bit by bit, as RFC 3720 defines it: slow, and not the product's.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : Castagnoli);
        }

        return ~crc;
    }
}
