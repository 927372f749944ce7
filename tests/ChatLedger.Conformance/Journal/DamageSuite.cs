using System.Text;
using ChatLedger.Journal;

namespace ChatLedger.Conformance;

/// <summary>Records that a start cannot use: damaged ones are set aside, newer ones refused.</summary>
public abstract class DamageSuite : JournalSuite
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_damaged_record_is_set_aside_and_counted(bool isOpen)
    {
        await HaveAsync(isOpen);

        await Place.ChangeRecordAsync(isOpen, static record =>
        {
            record[^3] ^= 0x10;
            return record;
        });

        await AssertSetAsideAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_record_with_a_right_checksum_that_holds_no_turn_is_set_aside_and_counted(bool isOpen)
    {
        await HaveAsync(isOpen);

        await Place.ChangeRecordAsync(isOpen, static _ => Records.Sealed(TurnRecord.Version, Encoding.UTF8.GetBytes("{}")));

        await AssertSetAsideAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_record_of_a_newer_program_refuses_the_start_and_is_left_as_it_is(bool isOpen)
    {
        await HaveAsync(isOpen);
        await Place.ChangeRecordAsync(isOpen, static record => Records.WithVersion(record, TurnRecord.Version + 1));

        await Assert.ThrowsAsync<JournalCorruptException>(Place.StartAsync);

        await Place.ChangeRecordAsync(isOpen, static record => Records.WithVersion(record, TurnRecord.Version));
        Assert.Equal((0, 1), ((await Place.StartAsync()).Corrupt, (await PeekAllAsync()).Count));
    }

    [Fact]
    public async Task turns_beside_a_damaged_record_are_kept()
    {
        await OpenAsync();
        var recorded = await RecordAsync(3);
        await Place.DieAsync();
        await Place.ChangeRecordAsync(isOpen: true, static record => [.. record[..^1]]);

        var recovery = await Place.StartAsync();

        Assert.Equal((1, 0), (recovery.Corrupt, recovery.Interrupted));
        Assert.Equal(recorded.Select(static turn => turn.Turn), (await PeekAllAsync()).Select(static turn => turn.Turn));
    }

    /// <summary>One turn, opened or closed, in a journal whose process died.</summary>
    private async Task HaveAsync(bool isOpen)
    {
        if (isOpen) await OpenAsync();
        else await RecordAsync(1);
        await Place.DieAsync();
    }

    private async Task AssertSetAsideAsync()
    {
        var recovery = await Place.StartAsync();
        Assert.Equal((1, 0), (recovery.Corrupt, recovery.Waiting.Count));
        Assert.Equal(new JournalDepth(0, 0, 1), await Journal.GetDepthAsync());
    }
}
