using ChatLedger.Storage;

namespace ChatLedger.Conformance;

/// <summary>Sessions: made, updated, ended, and grown by their turns.</summary>
public abstract class SessionSuite : StoreSuite
{
    [Fact]
    public async Task a_session_comes_back_as_it_was_made()
    {
        var session = Some.Session("session", 9) with { UserId = "customer-7", Visitor = true, EndedAt = Some.Time.AddSeconds(10) };

        Assert.True(await Writer.CreateSessionAsync(session));

        Assert.Equal(session, await Reader.FindSessionAsync("session"));
    }

    [Fact]
    public async Task making_a_session_that_exists_changes_nothing()
    {
        await Writer.CreateSessionAsync(Some.Session("session"));

        Assert.False(await Writer.CreateSessionAsync(Some.Session("session", 60) with { UserId = "someone else" }));

        Assert.Equal(Some.Session("session"), await Reader.FindSessionAsync("session"));
    }

    [Fact]
    public async Task a_session_that_does_not_exist_is_not_found() => Assert.Null(await Reader.FindSessionAsync("nobody"));

    [Fact]
    public async Task an_update_changes_what_it_holds_and_the_last_activity()
    {
        await Writer.CreateSessionAsync(Some.Session("session") with { UserId = "customer-7" });

        Assert.True(await Writer.UpdateSessionAsync("session", new SessionUpdate(Metadata: """{"plan":"free"}"""), Some.Time.AddMinutes(1)));

        var session = await SessionAsync("session");
        Assert.Equal("customer-7", session.UserId);
        Assert.Contains("free", session.Metadata, StringComparison.Ordinal);
        Assert.Equal(Some.Time.AddMinutes(1), session.LastActivity);
    }

    [Fact]
    public async Task an_update_never_moves_the_last_activity_back()
    {
        await Writer.CreateSessionAsync(Some.Session("session", 60));

        await Writer.UpdateSessionAsync("session", new SessionUpdate("customer-7"), Some.Time);

        Assert.Equal(Some.Session("session", 60) with { UserId = "customer-7" }, await SessionAsync("session"));
    }

    [Fact]
    public async Task a_session_that_does_not_exist_cannot_be_updated() =>
        Assert.False(await Writer.UpdateSessionAsync("nobody", new SessionUpdate("customer-7"), Some.Time));

    [Fact]
    public async Task ending_twice_keeps_the_first_time()
    {
        await Writer.CreateSessionAsync(Some.Session("session") with { Visitor = true });

        Assert.True(await Writer.EndSessionAsync("session", Some.Time.AddMinutes(1)));
        Assert.True(await Writer.EndSessionAsync("session", Some.Time.AddMinutes(2)));

        Assert.Equal(Some.Time.AddMinutes(1), (await SessionAsync("session")).EndedAt);
    }

    [Fact]
    public async Task only_a_visitors_session_can_be_ended()
    {
        await Writer.CreateSessionAsync(Some.Session("session"));

        Assert.False(await Writer.EndSessionAsync("session", Some.Time));
        Assert.False(await Writer.EndSessionAsync("nobody", Some.Time));

        Assert.Null((await SessionAsync("session")).EndedAt);
    }

    [Fact]
    public async Task the_first_batch_makes_the_session_with_the_times_of_its_turns()
    {
        await Writer.WriteAsync([Some.Turn("session", 20), Some.Turn("session", 10), Some.Turn("session", 30)]);

        Assert.Equal(
            new ChatSession { Id = "session", StartedAt = Some.Time.AddSeconds(10), LastActivity = Some.Time.AddSeconds(30), TotalMessages = 3 },
            await SessionAsync("session"));
    }

    [Fact]
    public async Task older_turns_move_the_beginning_of_a_session_and_not_its_end()
    {
        await Writer.WriteAsync([Some.Turn("session", 100)]);

        await Writer.WriteAsync([Some.Turn("session", 50)]);

        var session = await SessionAsync("session");
        Assert.Equal((Some.Time.AddSeconds(50), Some.Time.AddSeconds(100), 2), (session.StartedAt, session.LastActivity, session.TotalMessages));
    }

    [Fact]
    public async Task a_session_takes_the_first_user_it_meets_and_keeps_that_one()
    {
        await Writer.WriteAsync([Some.Turn()]);
        await Writer.WriteAsync([Some.Turn(), Some.Turn() with { UserId = "customer-7" }]);
        await Writer.WriteAsync([Some.Turn() with { UserId = "customer-8" }]);

        Assert.Equal("customer-7", (await SessionAsync("session")).UserId);
    }

    [Fact]
    public async Task only_the_turn_that_makes_a_session_says_whether_visitors_see_it()
    {
        await Writer.WriteAsync([Some.Turn("public") with { Visitor = true }, Some.Turn("public", 1)]);
        await Writer.WriteAsync([Some.Turn("closed"), Some.Turn("closed", 1) with { Visitor = true }]);
        await Writer.WriteAsync([Some.Turn("closed", 2) with { Visitor = true }]);

        Assert.True((await SessionAsync("public")).Visitor);
        Assert.False((await SessionAsync("closed")).Visitor);
    }
}
