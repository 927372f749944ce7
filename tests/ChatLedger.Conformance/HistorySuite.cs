using ChatLedger.Storage;

namespace ChatLedger.Conformance;

/// <summary>Slices of a session's turns, also where several turns have the same time.</summary>
public abstract class HistorySuite : StoreSuite
{
    // Ten turns, of which the fourth to the seventh have one time: only their numbers put them in order.
    private readonly Turn[] _turns = [.. Enumerable.Range(0, 10).Select(index => Some.Turn("session", index is > 3 and < 7 ? 3 : index))];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Writer.WriteAsync(_turns);
        await Writer.WriteAsync(Some.Turns("another", 5));
    }

    [Fact]
    public async Task the_oldest_turns_come_oldest_first() => await ShowsAsync(new HistoryQuery("session", 4), 0, 4);

    [Fact]
    public async Task the_newest_turns_come_oldest_first_too() => await ShowsAsync(new HistoryQuery("session", 4, Newest: true), 6, 4);

    [Fact]
    public async Task a_limit_beyond_the_end_gives_all() => await ShowsAsync(new HistoryQuery("session", 1001, Newest: true), 0, 10);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task paging_forwards_meets_every_turn_once(int limit)
    {
        var met = new List<Guid>();
        TurnPosition? place = null;
        for (var page = await ReadAsync(); page.Count > 0; page = await ReadAsync())
        {
            met.AddRange(page.Select(turn => turn.TurnId));
            place = PlaceOf(page[^1]);
        }

        Assert.Equal(_turns.Select(turn => turn.TurnId), met);
        Task<IReadOnlyList<Turn>> ReadAsync() => Reader.GetHistoryAsync(new HistoryQuery("session", limit, After: place));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task paging_backwards_meets_every_turn_once(int limit)
    {
        var met = new List<Guid>();
        TurnPosition? place = null;
        for (var page = await ReadAsync(); page.Count > 0; page = await ReadAsync())
        {
            met.InsertRange(0, page.Select(turn => turn.TurnId));
            place = PlaceOf(page[0]);
        }

        Assert.Equal(_turns.Select(turn => turn.TurnId), met);
        Task<IReadOnlyList<Turn>> ReadAsync() => Reader.GetHistoryAsync(new HistoryQuery("session", limit, Before: place, Newest: true));
    }

    [Fact]
    public async Task a_turn_that_has_no_number_yet_stands_behind_all_of_its_time()
    {
        var place = new TurnPosition(_turns[3].Timestamp, long.MaxValue);

        await ShowsAsync(new HistoryQuery("session", 10, Before: place), 0, 7);
        await ShowsAsync(new HistoryQuery("session", 10, After: place), 7, 3);
    }

    [Fact]
    public async Task a_session_without_turns_has_no_history() => Assert.Empty(await HistoryAsync("nobody"));

    [Theory]
    [InlineData(0)]
    [InlineData(1002)]
    public async Task a_limit_out_of_range_is_refused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Reader.GetHistoryAsync(new HistoryQuery("session", limit)));

    [Fact]
    public async Task two_places_at_once_are_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => Reader.GetHistoryAsync(new HistoryQuery("session", 1, new TurnPosition(Some.Time, 1), new TurnPosition(Some.Time, 2))));

    private static TurnPosition PlaceOf(Turn turn) => new(turn.Timestamp, turn.ConversationId!.Value);

    private async Task ShowsAsync(HistoryQuery query, int first, int count)
    {
        var shown = await Reader.GetHistoryAsync(query);
        Assert.Equal(_turns[first..(first + count)].Select(turn => turn.TurnId), shown.Select(turn => turn.TurnId));
    }
}
