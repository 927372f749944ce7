using ChatLedger.Conformance;
using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Tests.Storage;

/// <summary>SQLite has no type for times: what plain SQL writes must still sort with the store's own.</summary>
public sealed class PlainTimesTests
{
    [Theory]
    [InlineData("'2026-01-02 03:04:05'", "2026-01-02T03:04:05.000000Z")]
    [InlineData("'2026-01-02T03:04:05.5+02:00'", "2026-01-02T01:04:05.500000Z")]
    [InlineData("'2026-01-02'", "2026-01-02T00:00:00.000000Z")]
    [InlineData("'2026-01-02T03:04:05.678901Z'", "2026-01-02T03:04:05.678901Z")]
    public async Task another_form_of_time_is_brought_to_the_stores_own(string given, string stored)
    {
        await using var place = await TempStore.MigratedAsync();

        await place.SqlAsync($"INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp) VALUES ('session', 'x', 'y', {given})");
        await place.SqlAsync($"INSERT INTO chat_sessions (id, started_at) VALUES ('session', {given})");
        await place.SqlAsync($"UPDATE chat_sessions SET last_activity = {given}");

        Assert.Equal(stored, await place.ValueAsync("SELECT timestamp FROM chat_conversations"));
        Assert.Equal([stored, stored], Assert.Single(await place.SqlAsync("SELECT started_at, last_activity FROM chat_sessions")));
    }

    [Fact]
    public async Task a_time_given_later_is_brought_to_the_stores_own()
    {
        await using var place = await TempStore.MigratedAsync();
        await place.Writer.WriteAsync([Some.Turn()]);

        await place.SqlAsync("UPDATE chat_conversations SET timestamp = '2026-05-06 07:08:09'");

        Assert.Equal("2026-05-06T07:08:09.000000Z", await place.ValueAsync("SELECT timestamp FROM chat_conversations"));
    }

    [Theory]
    [InlineData("'yesterday'")]
    [InlineData("''")]
    [InlineData("NULL")]
    public async Task what_is_no_time_is_refused(string given)
    {
        await using var place = await TempStore.MigratedAsync();

        await Assert.ThrowsAsync<SqliteException>(
            () => place.SqlAsync($"INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp) VALUES ('session', 'x', 'y', {given})"));

        Assert.Equal(0, await place.NumberAsync("SELECT count(*) FROM chat_conversations"));
    }

    [Fact]
    public async Task the_default_time_has_the_stores_own_form()
    {
        await using var place = await TempStore.MigratedAsync();

        await place.SqlAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('session', 'x', 'y')");

        Assert.Equal(27L, await place.ValueAsync("SELECT length(timestamp) FROM chat_conversations"));
        Assert.Single(await place.Reader.GetHistoryAsync(new HistoryQuery("session", 10)));
    }
}
