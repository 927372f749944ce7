using System.Text;
using ChatLedger.Journal;

namespace ChatLedger.Tests.Journal;

public sealed class TurnRecordTests
{
    private static readonly Turn Full = Some.Turn() with
    {
        AiResponse = "\u2400 ä 日本 🙂 \" \\ \u2028 </script>",
        Mood = "Curious to dive deeper",
        UserIp = "203.0.113.0",
        UserAgent = "Mozilla/5.0 (X11; Linux x86_64)",
        ResponseTimeMs = 1234,
        Metadata = """{"n":1e400000,"deep":{"x":[null,"ä"]}}""",
        UserId = "user-1",
        Status = TurnStatus.Failed,
        Model = "gpt-4-0314",
        FirstTokenMs = 99,
        InputTokens = 12,
        OutputTokens = 345,
        Error = "timeout",
        Source = TurnSource.Gateway,
        Visitor = true,
        IngestKey = new IngestKey("turn:1", new string('a', 64)),
        ConversationId = long.MaxValue,
    };

    private static readonly Turn Blank = new() { TurnId = Guid.Empty, SessionId = "", UserMessage = "", Timestamp = default };

    [Fact]
    public void every_field_comes_back()
    {
        Assert.DoesNotContain(typeof(Turn).GetProperties(), property => Equals(property.GetValue(Full), property.GetValue(Blank)));

        Assert.Equal(Full, ReadBack(Full));
    }

    [Fact]
    public void a_blank_turn_comes_back() => Assert.Equal(Blank, ReadBack(Blank));

    [Fact]
    public void real_dialogues_and_naughty_strings_come_back() =>
        Assert.All([.. Dialogues.Turns(), .. NaughtyStrings.All.Select(text => Some.Turn() with { UserMessage = text, AiResponse = text })], turn => Assert.Equal(turn, ReadBack(turn)));

    [Fact]
    public void any_flipped_bit_is_noticed()
    {
        var record = TurnRecord.Write(Full);
        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            record[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(TurnRecord.IsIntact(record), $"bit {bit}");
            Assert.False(TurnRecord.TryRead(record, out _), $"bit {bit}");
            record[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(TurnRecord.TryRead(record, out _));
    }

    [Fact]
    public void a_record_cut_short_anywhere_is_noticed()
    {
        var record = TurnRecord.Write(Full);

        Assert.All(Enumerable.Range(0, record.Length), length => Assert.False(TurnRecord.TryRead(record.AsSpan(0, length), out _), $"length {length}"));
    }

    [Fact]
    public void a_record_with_more_behind_it_is_noticed() => Assert.False(TurnRecord.TryRead([.. TurnRecord.Write(Full), 0], out _));

    [Fact]
    public void a_newer_format_is_refused_and_says_what_to_do()
    {
        var record = Records.WithVersion(TurnRecord.Write(Full), TurnRecord.Version + 1);

        Assert.True(TurnRecord.IsIntact(record));
        Assert.Contains("Start the newer version", Assert.Throws<JournalCorruptException>(() => TurnRecord.TryRead(record, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void fields_that_a_later_program_added_are_passed_over()
    {
        var json = Encoding.UTF8.GetString(TurnRecord.Write(Blank).AsSpan(5));
        var record = Records.Sealed(TurnRecord.Version, Encoding.UTF8.GetBytes("{\"later\":{\"a\":[1]}," + json[1..]));

        Assert.True(TurnRecord.TryRead(record, out var turn));
        Assert.Equal(Blank, turn);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    public void a_sealed_record_that_holds_no_turn_is_not_read(string content) =>
        Assert.False(TurnRecord.TryRead(Records.Sealed(TurnRecord.Version, Encoding.UTF8.GetBytes(content)), out _));

    [Fact]
    public void the_checksum_is_crc_32c_over_the_version_and_the_content()
    {
        // The check value of CRC-32C: the nine digits give E3069283 (RFC 3720's polynomial). The first digit stands where the version does.
        var record = new byte[] { (byte)'1', 0x83, 0x92, 0x06, 0xE3, (byte)'2', (byte)'3', (byte)'4', (byte)'5', (byte)'6', (byte)'7', (byte)'8', (byte)'9' };

        Assert.True(TurnRecord.IsIntact(record));
    }

    private static Turn ReadBack(Turn turn)
    {
        Assert.True(TurnRecord.TryRead(TurnRecord.Write(turn), out var read));
        return read;
    }
}
