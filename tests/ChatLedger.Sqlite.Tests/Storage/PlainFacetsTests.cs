using ChatLedger.Conformance;
using ChatLedger.Storage;

namespace ChatLedger.Sqlite.Tests.Storage;

public sealed class PlainFacetsTests
{
    [Fact]
    public async Task a_mood_that_plain_sql_changed_is_found()
    {
        await using var place = await TempStore.MigratedAsync();
        await place.Writer.WriteAsync([Some.Turn() with { Mood = "Happy" }]);

        await place.SqlAsync("UPDATE chat_conversations SET mood = 'Calm'");

        Assert.Single(await place.Reader.ListSessionsAsync(new SessionQuery { Limit = 10, Mood = "Calm" }));
        Assert.Empty(await place.Reader.ListSessionsAsync(new SessionQuery { Limit = 10, Mood = "Happy" }));
    }

    [Fact]
    public async Task a_row_that_was_there_before_its_session_is_found()
    {
        await using var place = await TempStore.MigratedAsync();
        await place.SqlAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response, mood) VALUES ('session', 'x', 'y', 'Calm')");

        await place.Writer.WriteAsync([Some.Turn() with { Mood = "Happy" }]);

        Assert.Single(await place.Reader.ListSessionsAsync(new SessionQuery { Limit = 10, Mood = "Calm" }));
    }
}
