using ChatLedger.Storage;

namespace ChatLedger.Conformance;

/// <summary>Repeats from outside, recognised by the caller's key for seven days.</summary>
public abstract class IngestKeySuite : StoreSuite
{
    private const string BodyHash = "1111111111111111111111111111111111111111111111111111111111111111";
    private const string OtherHash = "2222222222222222222222222222222222222222222222222222222222222222";

    [Fact]
    public async Task a_key_is_remembered_with_what_it_stands_for()
    {
        var turn = Keyed(0);

        var written = Assert.Single(await Writer.WriteAsync([turn]));

        Assert.Equal(new IngestRecord(BodyHash, turn.TurnId, turn.Timestamp, written.ConversationId), await Reader.FindIngestKeyAsync("ingest:key"));
        Assert.Null(await Reader.FindIngestKeyAsync("ingest:another"));
    }

    [Fact]
    public async Task the_same_key_and_body_again_names_the_first_turn_and_writes_nothing()
    {
        var first = Assert.Single(await Writer.WriteAsync([Keyed(0)]));

        var second = Assert.Single(await Writer.WriteAsync([Keyed(1)]));

        Assert.Equal(first with { Outcome = WriteOutcome.Duplicate }, second);
        Assert.Equal(1, (await SessionAsync("session")).TotalMessages);
        Assert.Single(await HistoryAsync("session"));
    }

    [Fact]
    public async Task the_same_key_with_another_body_is_a_conflict_and_writes_nothing()
    {
        await Writer.WriteAsync([Keyed(0)]);
        var other = Keyed(1, OtherHash);

        var written = await Writer.WriteAsync([other, Some.Turn("session", 2)]);

        Assert.Equal(new WrittenTurn(WriteOutcome.Conflict, 0), written[0]);
        Assert.Equal(WriteOutcome.Inserted, written[1].Outcome);
        Assert.Null(await Reader.FindTurnAsync(other.TurnId));
        Assert.Equal(2, (await SessionAsync("session")).TotalMessages);
    }

    [Fact]
    public async Task a_key_used_twice_in_one_batch_is_one_row()
    {
        var written = await Writer.WriteAsync([Keyed(0), Keyed(1), Keyed(2, OtherHash)]);

        Assert.Equal([WriteOutcome.Inserted, WriteOutcome.Duplicate, WriteOutcome.Conflict], written.Select(result => result.Outcome));
        Assert.Single(await HistoryAsync("session"));
    }

    [Fact]
    public async Task a_turn_delivered_again_with_its_key_is_a_duplicate()
    {
        var turn = Keyed(0);
        var first = Assert.Single(await Writer.WriteAsync([turn]));

        var second = Assert.Single(await Writer.WriteAsync([turn]));

        Assert.Equal(first with { Outcome = WriteOutcome.Duplicate }, second);
    }

    [Fact]
    public async Task a_key_is_remembered_for_seven_days_even_where_its_turn_is_older()
    {
        await Writer.WriteAsync([Keyed(-40 * 86_400)]);

        Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        await Writer.WriteAsync([Some.Turn()]);
        Assert.NotNull(await Reader.FindIngestKeyAsync("ingest:key"));

        Clock.Advance(TimeSpan.FromMinutes(2));
        await Writer.WriteAsync([Some.Turn()]);
        Assert.Null(await Reader.FindIngestKeyAsync("ingest:key"));
    }

    [Fact]
    public async Task a_refused_batch_leaves_no_key()
    {
        await Assert.ThrowsAsync<StoreException>(() => Writer.WriteAsync([Keyed(0), Some.Turn(new string('s', 256))]));

        Assert.Null(await Reader.FindIngestKeyAsync("ingest:key"));
    }

    private static Turn Keyed(double second, string bodyHash = BodyHash) => Some.Turn("session", second) with { IngestKey = new IngestKey("ingest:key", bodyHash) };
}
