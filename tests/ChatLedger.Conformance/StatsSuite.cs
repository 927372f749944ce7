namespace ChatLedger.Conformance;

/// <summary>Figures, compared with the plainest computation in memory.</summary>
public abstract class StatsSuite : StoreSuite
{
    private static readonly IReadOnlyList<Turn> Turns = Dialogues.Turns();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Writer.WriteAsync(Turns);
    }

    [Fact]
    public async Task every_session_has_the_figures_of_its_turns()
    {
        foreach (var session in Turns.GroupBy(turn => turn.SessionId))
        {
            var figures = await Reader.GetSessionStatsAsync(session.Key);

            Assert.NotNull(figures);
            AssertFigures([.. session], sessions: 1, figures);
        }
    }

    [Fact]
    public async Task the_ledger_has_the_figures_of_all_turns() =>
        AssertFigures(Turns, Turns.Select(turn => turn.SessionId).Distinct().Count(), await Reader.GetLedgerStatsAsync());

    [Fact]
    public async Task a_session_that_does_not_exist_has_no_figures() => Assert.Null(await Reader.GetSessionStatsAsync("nobody"));

    [Fact]
    public async Task a_session_without_turns_has_empty_figures()
    {
        await Writer.CreateSessionAsync(Some.Session("empty"));

        var figures = await Reader.GetSessionStatsAsync("empty");

        Assert.NotNull(figures);
        Assert.Equal((0, 0), (figures.TotalMessages, figures.ConversationCount));
        Assert.Null(figures.AvgResponseTime);
        Assert.Null(figures.P50ResponseTime);
        Assert.Empty(figures.Moods);
    }

    [Fact]
    public async Task an_empty_ledger_has_empty_figures()
    {
        await Store.SqlAsync("DELETE FROM chat_conversations");
        await Store.SqlAsync("DELETE FROM chat_sessions");

        var figures = await Reader.GetLedgerStatsAsync();

        Assert.Equal((0, 0, 0), (figures.TotalMessages, figures.ConversationCount, figures.SessionCount));
        Assert.Null(figures.StartedAt);
        Assert.Null(figures.LastActivity);
        Assert.Null(figures.MaxResponseTime);
    }

    private static void AssertFigures(IReadOnlyCollection<Turn> turns, int sessions, SessionStats figures)
    {
        int[] times = [.. turns.Where(turn => turn.ResponseTimeMs is not null).Select(turn => turn.ResponseTimeMs!.Value).Order()];
        Assert.Equal((turns.Count, turns.Count, sessions), (figures.TotalMessages, figures.ConversationCount, figures.SessionCount));
        Assert.Equal(turns.Min(turn => turn.Timestamp), figures.StartedAt);
        Assert.Equal(turns.Max(turn => turn.Timestamp), figures.LastActivity);
        Assert.Equal(times.Average(), figures.AvgResponseTime!.Value, precision: 6);
        Assert.Equal(
            (NearestRank(times, 50), NearestRank(times, 90), NearestRank(times, 95), NearestRank(times, 99), times[^1]),
            (figures.P50ResponseTime, figures.P90ResponseTime, figures.P95ResponseTime, figures.P99ResponseTime, figures.MaxResponseTime));
        Assert.Equal(Counts(turns.Where(turn => turn.Mood is not null).Select(turn => turn.Mood!)), figures.Moods);
        Assert.Equal(Counts(turns.Select(turn => turn.Status.ToName())), figures.Statuses);
    }

    private static int? NearestRank(int[] sorted, int percent) => sorted[(int)Math.Ceiling(sorted.Length * percent / 100m) - 1];

    private static Dictionary<string, long> Counts(IEnumerable<string> words) =>
        words.GroupBy(word => word).ToDictionary(group => group.Key, group => group.LongCount());
}
