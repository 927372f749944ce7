using ChatLedger.Storage;

namespace ChatLedger.Conformance;

/// <summary>A batch delivered again, wholly or in part, changes nothing.</summary>
public abstract class RedeliverySuite : StoreSuite
{
    [Fact]
    public async Task a_batch_delivered_again_gives_the_same_numbers_and_changes_nothing()
    {
        var turns = Dialogues.Turns();
        var first = await Writer.WriteAsync(turns);
        var before = (await Reader.ListSessionsAsync(new SessionQuery { Limit = 1000 }), await Store.NumberAsync("SELECT count(*) FROM chat_conversations"));

        var second = await Writer.WriteAsync(turns);

        Assert.All(second, result => Assert.Equal(WriteOutcome.Duplicate, result.Outcome));
        Assert.Equal(first.Select(result => result.ConversationId), second.Select(result => result.ConversationId));
        Assert.Equal(before.Item1, await Reader.ListSessionsAsync(new SessionQuery { Limit = 1000 }));
        Assert.Equal(before.Item2, await Store.NumberAsync("SELECT count(*) FROM chat_conversations"));
    }

    [Fact]
    public async Task a_session_counts_only_the_rows_really_inserted()
    {
        var turns = Some.Turns("session", 10);
        await Writer.WriteAsync(turns[..6]);

        var written = await Writer.WriteAsync(turns);

        Assert.Equal(6, written.Count(result => result.Outcome == WriteOutcome.Duplicate));
        Assert.Equal(10, (await SessionAsync("session")).TotalMessages);
    }

    [Fact]
    public async Task a_turn_that_comes_twice_in_one_batch_is_one_row()
    {
        var turn = Some.Turn();

        var written = await Writer.WriteAsync([turn, turn]);

        Assert.Equal([WriteOutcome.Inserted, WriteOutcome.Duplicate], written.Select(result => result.Outcome));
        Assert.Equal(written[0].ConversationId, written[1].ConversationId);
        Assert.Equal(1, (await SessionAsync("session")).TotalMessages);
    }

    [Fact]
    public async Task a_redelivery_does_not_alter_the_stored_words()
    {
        var turn = Some.Turn();
        await Writer.WriteAsync([turn]);

        await Writer.WriteAsync([turn with { AiResponse = "Something else." }]);

        Assert.Equal(turn.AiResponse, (await Reader.FindTurnAsync(turn.TurnId))!.AiResponse);
    }

    [Fact]
    public async Task a_redelivery_after_a_restart_is_recognised()
    {
        var turns = Some.Turns("session", 3);
        await Writer.WriteAsync(turns);
        await Store.ReopenAsync();

        var written = await Writer.WriteAsync(turns);

        Assert.All(written, result => Assert.Equal(WriteOutcome.Duplicate, result.Outcome));
    }
}
