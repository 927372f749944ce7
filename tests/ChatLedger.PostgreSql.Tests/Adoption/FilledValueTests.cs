using ChatLedger.PostgreSql.Adoption;

namespace ChatLedger.PostgreSql.Tests.Adoption;

public sealed class FilledValueTests
{
    [Fact]
    public async Task a_turn_without_a_time_gets_that_of_the_turn_before_it()
    {
        await using var old = await OldLedger.EmptyAsync();
        await old.SqlAsync(
            """
            INSERT INTO chat_conversations (id, session_id, user_message, ai_response, timestamp)
            VALUES (1, 's', 'u', 'a', NULL), (2, 's', 'u', 'a', '2026-04-01 12:00'), (3, 's', 'u', 'a', NULL), (4, 's', 'u', 'a', NULL), (5, 's', 'u', 'a', '2026-04-02 12:00')
            """);

        await old.AdoptAsync("UTC", new Calling(progress =>
        {
            if (progress.Step == AdoptionStep.CopyingSessions) old.SqlAsync("INSERT INTO chat_conversations (id, session_id, user_message, ai_response, timestamp) VALUES (6, 's', 'u', 'a', NULL)").Wait();
        }));

        Assert.Equal([1, 1, 1, 1, 2, 2], (await old.SqlAsync("SELECT timestamp FROM chat_conversations ORDER BY id")).Select(static row => ((DateTime)row[0]!).Day));
    }

    [Fact]
    public async Task where_no_turn_has_a_time_its_session_has_one_or_else_the_adoption()
    {
        await using var old = await OldLedger.EmptyAsync();
        await old.SqlAsync(
            """
            INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp) VALUES ('known', 'u', 'a', NULL), ('unknown', 'u', 'a', NULL);
            INSERT INTO chat_sessions (id, last_activity) VALUES ('known', '2026-04-01 12:00');
            """);

        await old.AdoptAsync("UTC");

        Assert.Equal(
            [["known", new DateTime(2026, 4, 1, 12, 0, 0, DateTimeKind.Utc)], ["unknown", OldLedger.Clock.GetUtcNow().UtcDateTime]],
            await old.SqlAsync("SELECT session_id, timestamp FROM chat_conversations ORDER BY id"));
    }

    [Fact]
    public async Task a_session_without_times_or_count_gets_what_its_turns_say_and_the_plan_counts_it()
    {
        await using var old = await OldLedger.EmptyAsync();
        await old.SqlAsync(
            """
            INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp) VALUES ('s', 'u', 'a', '2026-04-01 12:00'), ('s', 'u', 'a', '2026-04-03 12:00'), ('lost', 'u', 'a', '2026-04-03 12:00');
            INSERT INTO chat_sessions (id, started_at, last_activity, total_messages) VALUES ('s', NULL, NULL, NULL), ('counted otherwise', '2026-04-01', '2026-04-01', 7);
            """);
        await using var adoption = old.Adoption();

        var plan = await adoption.PlanAsync("UTC");
        await adoption.RunAsync("UTC");

        Assert.Contains("1 sessions have no started_at; each gets what its turns say (the first has the id s).", plan.Notes);
        Assert.Contains("1 turns belong to no session in chat_sessions; they stay as they are (the first has the id 3).", plan.Notes);
        Assert.Equal(
            [
                ["counted otherwise", new DateTime(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc), 7],
                ["s", new DateTime(2026, 4, 1, 12, 0, 0, DateTimeKind.Utc), new DateTime(2026, 4, 3, 12, 0, 0, DateTimeKind.Utc), 2],
            ],
            await old.SqlAsync("SELECT id, started_at, last_activity, total_messages FROM chat_sessions ORDER BY id"));
    }

    [Fact]
    public async Task metadata_that_is_no_json_is_kept_as_text()
    {
        await using var old = await OldLedger.EmptyAsync();
        await old.SqlAsync(
            """
            ALTER TABLE chat_conversations ALTER metadata TYPE text; ALTER TABLE chat_sessions ALTER metadata TYPE json;
            INSERT INTO chat_conversations (session_id, user_message, ai_response, metadata) VALUES ('s', 'u', 'a', '{"page": "/"}'), ('s', 'u', 'a', 'page=/'), ('s', 'u', 'a', NULL);
            INSERT INTO chat_sessions (id, metadata) VALUES ('s', '{"nul": "\u0000"}');
            """);
        await using var adoption = old.Adoption();

        var plan = await adoption.PlanAsync("UTC");
        await adoption.RunAsync("UTC");

        Assert.Contains("1 rows of chat_conversations have metadata that is no JSON; it is kept as {\"text\": …} (the first has the id 2).", plan.Notes);
        Assert.Equal([["{\"page\": \"/\"}"], ["{\"text\": \"page=/\"}"], [null]], await old.SqlAsync("SELECT metadata::text FROM chat_conversations ORDER BY id"));
        Assert.Equal("{\"nul\": \"\\u0000\"}", await old.ValueAsync("SELECT metadata->>'text' FROM chat_sessions"));
    }

    [Fact]
    public async Task columns_that_the_ledger_does_not_know_are_carried_over_and_programs_go_on_writing_them()
    {
        await using var old = await OldLedger.FilledAsync();
        await old.SqlAsync("ALTER TABLE chat_conversations ADD COLUMN \"Rating \"\"x\"\"\" smallint NOT NULL DEFAULT 3, DROP COLUMN user_agent; UPDATE chat_conversations SET \"Rating \"\"x\"\"\" = id % 5");

        await old.AdoptAsync();
        await old.SqlAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('s', 'u', 'a')");

        Assert.Equal(0L, await old.ValueAsync("SELECT count(*) FROM chat_conversations WHERE \"Rating \"\"x\"\"\" <> CASE session_id WHEN 's' THEN 3 ELSE id % 5 END"));
        Assert.Empty((await old.CheckAsync()).Differences);
    }
}
