using ChatLedger.Delivery;
using ChatLedger.Journal;
using ChatLedger.Query;
using ChatLedger.Storage;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Query;

/// <summary>Reading with turns still waiting in the journal.</summary>
public sealed class LedgerQueriesTests
{
    private readonly MemoryJournal _journal = new();
    private readonly MemoryStore _store = new();
    private readonly Undelivered _undelivered = new();
    private readonly LedgerQueries _queries;

    public LedgerQueriesTests()
    {
        _queries = new LedgerQueries(_store, _undelivered, _journal);
        _journal.OnClosed = turns => _undelivered.Add(turns.Select(static turn => new WaitingTurn(turn.Sequence, turn.Turn.SessionId, turn.Turn.IngestKey?.Key)));
    }

    [Fact]
    public async Task a_waiting_turn_is_read_with_the_stored_ones_in_the_order_of_their_times()
    {
        await HaveAsync("ssws");

        Assert.Equal("0s 1s 2w 3s", await ReadAsync(limit: 10));
    }

    [Theory]
    [InlineData(false, "0s 1s 2w")]
    [InlineData(true, "3s 4w 5w")]
    public async Task a_limit_holds_for_the_merged_turns(bool newest, string expected)
    {
        await HaveAsync("sswsww");

        Assert.Equal(expected, await ReadAsync(limit: 3, newest: newest));
    }

    [Fact]
    public async Task after_a_place_the_oldest_later_turns_are_read()
    {
        await HaveAsync("sswsww");

        Assert.Equal("2w 3s 4w", await ReadAsync(limit: 3, after: new TurnPosition(Time(1), 2)));
        Assert.Equal("3s 4w 5w", await ReadAsync(limit: 3, after: new TurnPosition(Time(2), long.MaxValue)));
        Assert.Equal("", await ReadAsync(limit: 3, after: new TurnPosition(Time(5), long.MaxValue)));
    }

    [Fact]
    public async Task before_a_place_the_newest_earlier_turns_are_read()
    {
        await HaveAsync("sswsww");

        Assert.Equal("1s 2w 3s", await ReadAsync(limit: 3, before: new TurnPosition(Time(4), long.MaxValue)));
        Assert.Equal("0s 1s", await ReadAsync(limit: 3, before: new TurnPosition(Time(2), long.MaxValue)));
        Assert.Equal("", await ReadAsync(limit: 3, before: new TurnPosition(Time(0), 1)));
    }

    [Fact]
    public async Task any_mixture_read_in_slices_of_any_size_from_either_end_gives_each_turn_once_and_in_order()
    {
        var random = new Random(5);
        for (var run = 0; run < 60; run++)
        {
            var test = new LedgerQueriesTests();
            var kinds = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(2) == 0 ? 's' : 'w'));
            await test.HaveAsync(kinds);
            var expected = string.Join(' ', kinds.Select(static (kind, second) => $"{second}{kind}"));

            Assert.Equal(expected, await test.ReadForwardsAsync(random.Next(1, 5)));
            Assert.Equal(expected, await test.ReadBackwardsAsync(random.Next(1, 5)));
        }
    }

    [Fact]
    public async Task a_turn_that_is_stored_and_still_waits_is_read_once()
    {
        var turn = Some.Turn("session");
        await _store.WriteAsync([turn]);
        await _journal.RecordAsync([new JournaledTurn(turn)]);

        Assert.Equal("0s", await ReadAsync(limit: 10));
    }

    [Fact]
    public async Task a_turn_that_is_delivered_while_it_is_read_is_read_once()
    {
        var turn = new JournaledTurn(Some.Turn("session"));
        await _journal.RecordAsync([turn]);
        _journal.OnRead = async () =>
        {
            _journal.OnRead = static () => Task.CompletedTask;
            await _store.WriteAsync([turn.Turn]);
            _undelivered.Remove([turn]);
            _journal.Delete([turn]);
        };

        Assert.Equal("0s", await ReadAsync(limit: 10));
    }

    [Fact]
    public async Task other_sessions_turns_are_not_read()
    {
        await _journal.RecordAsync([new JournaledTurn(Some.Turn("other"))]);

        Assert.Equal("", await ReadAsync(limit: 10));
    }

    [Fact]
    public async Task a_session_known_from_the_journal_only_is_found()
    {
        await _journal.RecordAsync([new JournaledTurn(Some.Turn("new", 1) with { Visitor = true, UserId = "user" }), new JournaledTurn(Some.Turn("new", 2))]);

        Assert.Equal(
            new ChatSession { Id = "new", StartedAt = Time(1), LastActivity = Time(2), TotalMessages = 2, UserId = "user", Visitor = true },
            await _queries.FindSessionAsync("new"));
    }

    [Fact]
    public async Task a_session_nobody_has_heard_of_is_none() => Assert.Null(await _queries.FindSessionAsync("unknown"));

    [Fact]
    public async Task the_turn_a_key_stands_for_is_found_waiting_and_stored()
    {
        var turn = Some.Turn() with { IngestKey = new IngestKey("key", "hash") };
        var journaled = new JournaledTurn(turn);
        await _journal.RecordAsync([journaled]);
        Assert.Equal(turn, await _queries.FindTurnAsync("key", turn.TurnId));

        await _store.WriteAsync([turn]);
        _undelivered.Remove([journaled]);

        Assert.Equal(turn with { ConversationId = 1 }, await _queries.FindTurnAsync("key", turn.TurnId));
    }

    /// <summary>A session of which the n-th turn, a second after the one before, is stored or waits.</summary>
    private async Task HaveAsync(string kinds)
    {
        foreach (var (second, kind) in kinds.Index())
        {
            if (kind == 's') await _store.WriteAsync([Some.Turn("session", second)]);
            else await _journal.RecordAsync([new JournaledTurn(Some.Turn("session", second))]);
        }
    }

    private async Task<string> ReadAsync(int limit, TurnPosition? after = null, TurnPosition? before = null, bool newest = false) =>
        Tell(await _queries.GetHistoryAsync(new HistoryQuery("session", limit, after, before, newest)));

    private async Task<string> ReadForwardsAsync(int limit)
    {
        var all = new List<Turn>();
        while (true)
        {
            var slice = await _queries.GetHistoryAsync(new HistoryQuery("session", limit, After: all.Count == 0 ? null : Place(all[^1])));
            if (slice.Count == 0) return Tell(all);
            all.AddRange(slice);
        }
    }

    private async Task<string> ReadBackwardsAsync(int limit)
    {
        var all = new List<Turn>();
        while (true)
        {
            var slice = await _queries.GetHistoryAsync(new HistoryQuery("session", limit, Before: all.Count == 0 ? null : Place(all[0]), Newest: all.Count == 0));
            if (slice.Count == 0) return Tell(all);
            all.InsertRange(0, slice);
        }
    }

    private static TurnPosition Place(Turn turn) => new(turn.Timestamp, turn.ConversationId ?? long.MaxValue);

    private static DateTimeOffset Time(int second) => Some.Time.AddSeconds(second);

    private static string Tell(IEnumerable<Turn> turns) =>
        string.Join(' ', turns.Select(static turn => $"{(turn.Timestamp - Some.Time).TotalSeconds}{(turn.ConversationId is null ? 'w' : 's')}"));
}
