using ChatLedger.Storage;

namespace ChatLedger.Conformance;

/// <summary>The list of sessions: newest activity first, filtered, page by page.</summary>
public abstract class SessionListSuite : StoreSuite
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Writer.WriteAsync(
        [
            Some.Turn("alpha", 1) with { Mood = "Happy", UserId = "Customer-7" },
            Some.Turn("alpha", 5) with { Mood = "Sad", Model = "demo" },
            Some.Turn("beta_1", 4) with { Status = TurnStatus.Failed },
            Some.Turn("betax1", 3) with { Mood = "Happy", UserId = "customer-8" },
            Some.Turn("100%", 3),
        ]);
    }

    [Fact]
    public async Task the_newest_activity_comes_first() => await ListsAsync(All, "alpha", "beta_1", "betax1", "100%");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task paging_meets_every_session_once(int limit)
    {
        var met = new List<string>();
        SessionPosition? place = null;
        for (var page = await ReadAsync(); page.Count > 0; page = await ReadAsync())
        {
            met.AddRange(page.Select(session => session.Id));
            place = new SessionPosition(page[^1].LastActivity, page[^1].Id);
        }

        Assert.Equal(["alpha", "beta_1", "betax1", "100%"], met);
        Task<IReadOnlyList<ChatSession>> ReadAsync() => Reader.ListSessionsAsync(new SessionQuery { Limit = limit, After = place });
    }

    [Theory]
    [InlineData("BETA", "beta_1", "betax1")]
    [InlineData("_", "beta_1")]
    [InlineData("%", "100%")]
    [InlineData("customer", "alpha", "betax1")]
    [InlineData(@"\")]
    public async Task text_is_part_of_an_id_and_taken_literally(string text, params string[] expected) => await ListsAsync(All with { Text = text }, expected);

    [Fact]
    public async Task a_user_is_named_exactly()
    {
        await ListsAsync(All with { UserId = "Customer-7" }, "alpha");
        await ListsAsync(All with { UserId = "customer-7" });
    }

    [Fact]
    public async Task times_bound_the_last_activity_with_the_beginning_and_without_the_end() =>
        await ListsAsync(All with { From = Some.Time.AddSeconds(3), To = Some.Time.AddSeconds(5) }, "beta_1", "betax1", "100%");

    [Fact]
    public async Task one_turn_is_enough_for_mood_status_and_model()
    {
        await ListsAsync(All with { Mood = "Happy" }, "alpha", "betax1");
        await ListsAsync(All with { Status = TurnStatus.Failed }, "beta_1");
        await ListsAsync(All with { Model = "demo" }, "alpha");
        await ListsAsync(All with { Mood = "Happy", Status = TurnStatus.Failed });
    }

    [Fact]
    public async Task what_plain_sql_wrote_is_found_by_mood_status_and_model()
    {
        await Store.SqlAsync("""
            INSERT INTO chat_conversations (session_id, user_message, ai_response, mood, status, model)
            VALUES ('beta_1', 'x', 'y', 'Curious', 'aborted', 'other')
            """);

        await ListsAsync(All with { Mood = "Curious" }, "beta_1");
        await ListsAsync(All with { Status = TurnStatus.Aborted }, "beta_1");
        await ListsAsync(All with { Model = "other" }, "beta_1");
    }

    [Fact]
    public async Task a_session_that_plain_sql_made_is_found_by_its_turns()
    {
        await Store.SqlAsync("INSERT INTO chat_sessions (id, last_activity) VALUES ('made', '2026-01-02 03:04:06+00:00')");
        await Writer.WriteAsync([Some.Turn("made", 1) with { Mood = "Curious" }]);

        await ListsAsync(All with { Mood = "Curious" }, "made");
        await ListsAsync(All with { Mood = "Happy" }, "alpha", "betax1");
    }

    [Fact]
    public async Task a_page_is_filled_past_sessions_of_which_nothing_is_known()
    {
        await Store.SqlAsync($"""
            INSERT INTO chat_sessions (id, last_activity)
            VALUES {string.Join(", ", Enumerable.Range(0, 40).Select(number => $"('unknown {number}', '2026-02-03 04:05:06+00:00')"))}
            """);

        await ListsAsync(new SessionQuery { Limit = 2, Mood = "Happy" }, "alpha", "betax1");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1002)]
    public async Task a_limit_out_of_range_is_refused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Reader.ListSessionsAsync(new SessionQuery { Limit = limit }));

    private static SessionQuery All => new() { Limit = 1001 };

    private async Task ListsAsync(SessionQuery query, params string[] expected) =>
        Assert.Equal(expected, (await Reader.ListSessionsAsync(query)).Select(session => session.Id));
}
