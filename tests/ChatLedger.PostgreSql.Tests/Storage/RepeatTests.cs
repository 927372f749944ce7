using ChatLedger.Conformance;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>Batches of which a part is stored already, or said twice.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    private TempStore _store = null!;

    public async Task InitializeAsync() => _store = await TempStore.MigratedAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task a_batch_of_old_and_new_turns_is_written_as_far_as_it_is_new()
    {
        var turns = Dialogues.Turns();
        await _store.Writer.WriteAsync([.. turns.Where(static (_, index) => index % 7 == 0)]);

        var written = await _store.Writer.WriteAsync(turns);

        Assert.Equal(turns.Select(static (_, index) => index % 7 == 0 ? WriteOutcome.Duplicate : WriteOutcome.Inserted), written.Select(static result => result.Outcome));
        Assert.Equal([[(long)turns.Count, (long)turns.Count]], await _store.SqlAsync("SELECT count(*), count(DISTINCT id) FROM chat_conversations"));
        Assert.Equal(turns.Count, await _store.NumberAsync("SELECT sum(total_messages) FROM chat_sessions"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public async Task a_turn_that_comes_again_in_one_batch_with_another_time_is_still_one_row(int size)
    {
        var turns = Some.Turns("session", size);

        var written = await _store.Writer.WriteAsync([.. turns, turns[0] with { Timestamp = Some.Time.AddDays(1) }, turns[1] with { AiResponse = "Something else.", Timestamp = Some.Time.AddDays(1) }]);

        Assert.Equal([WriteOutcome.Duplicate, WriteOutcome.Conflict], written.TakeLast(2).Select(static result => result.Outcome));
        Assert.Equal(written[0].ConversationId, written[^2].ConversationId);
        Assert.Equal((size, size), (await _store.NumberAsync("SELECT count(*) FROM chat_conversations"), (await _store.Reader.FindSessionAsync("session"))!.TotalMessages));
    }
}
