using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatLedger.Journal;

/// <summary>
/// A turn as every journal keeps it: one byte of format version, four bytes CRC-32C (Castagnoli, RFC 3720; little-endian) over the version and what
/// follows, then the turn as compact UTF-8 JSON. Fields may be added without a new version; a reader ignores what it does not know.
/// </summary>
public static class TurnRecord
{
    /// <summary>The format this program writes. An older one is read, a newer one refused.</summary>
    public const byte Version = 1;

    private const int HeaderLength = 5;

    private static readonly TurnRecordJson Json = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });

    /// <summary>The record of a turn.</summary>
    public static byte[] Write(Turn turn)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(turn, Json.Turn);
        var record = new byte[HeaderLength + json.Length];
        record[0] = Version;
        json.CopyTo(record, HeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(1), Checksum(Version, json));
        return record;
    }

    /// <summary>Reads a record; false where its checksum or its content is wrong.</summary>
    /// <exception cref="JournalCorruptException">A newer program wrote it.</exception>
    public static bool TryRead(ReadOnlySpan<byte> record, out Turn turn)
    {
        turn = null!;
        if (!IsIntact(record)) return false;
        if (record[0] > Version)
            throw new JournalCorruptException($"The journal holds a record of format {record[0]}; this program knows up to {Version}. Start the newer version once more, let it drain the journal, then go back.");
        try
        {
            turn = JsonSerializer.Deserialize(record[HeaderLength..], Json.Turn)!;
            return turn is not null;
        }
        catch (JsonException)
        {
            // The caller counts it and sets the bytes aside; the exception's message would quote the content.
            return false;
        }
    }

    /// <summary>Whether the checksum is right, whatever the version.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> record) =>
        record.Length > HeaderLength && Checksum(record[0], record[HeaderLength..]) == BinaryPrimitives.ReadUInt32LittleEndian(record[1..]);

    private static uint Checksum(byte version, ReadOnlySpan<byte> bytes)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, version);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var value in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}

[JsonSerializable(typeof(Turn))]
internal sealed partial class TurnRecordJson : JsonSerializerContext;
