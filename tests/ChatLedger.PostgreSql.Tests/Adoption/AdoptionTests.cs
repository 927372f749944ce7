using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Adoption;

public sealed class AdoptionTests
{
    [Fact]
    public async Task every_row_is_taken_over_with_its_id_its_words_and_its_time()
    {
        await using var old = await OldLedger.FilledAsync(3);

        var rows = await old.AdoptAsync();

        Assert.Equal((3837, 1380), rows);
        Assert.Empty(await old.DifferencesAsync());
        Assert.Equal([[3837L, 1380L]], await old.SqlAsync("SELECT (SELECT count(*) FROM chat_conversations), (SELECT count(*) FROM chat_sessions)"));
    }

    [Fact]
    public async Task times_are_read_in_winter_time_before_the_clocks_go_forward_and_in_summer_time_after()
    {
        await using var old = await OldLedger.EmptyAsync();
        await old.SqlAsync(
            """
            INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp)
            VALUES ('s', 'u', 'a', '2026-03-29 01:59:59'), ('s', 'u', 'a', '2026-03-29 03:00:00')
            """);

        await old.AdoptAsync();

        Assert.Equal(
            [[new DateTime(2026, 3, 29, 0, 59, 59, DateTimeKind.Utc)], [new DateTime(2026, 3, 29, 1, 0, 0, DateTimeKind.Utc)]],
            await old.SqlAsync("SELECT timestamp FROM chat_conversations ORDER BY id"));
    }

    [Fact]
    public async Task the_tables_are_then_those_that_the_migrations_make()
    {
        await using var old = await OldLedger.FilledAsync();

        await old.AdoptAsync();

        Assert.Empty((await old.CheckAsync()).Differences);
        Assert.Empty(await old.SqlAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'public_adoption' UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'adoption%'"));
    }

    [Fact]
    public async Task recent_days_have_their_partitions_and_older_turns_are_in_the_default_one()
    {
        await using var old = await OldLedger.EmptyAsync();
        await old.SqlAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp) VALUES ('s', 'u', 'a', '2026-04-09 12:00'), ('s', 'u', 'a', '2020-01-01 12:00')");

        await old.AdoptAsync();

        Assert.Equal(
            [["chat_conversations_20260409"], ["chat_conversations_default"]],
            await old.SqlAsync("SELECT tableoid::regclass::text FROM chat_conversations ORDER BY timestamp DESC"));
    }

    [Fact]
    public async Task numbers_go_on_behind_the_highest_that_was_ever_given()
    {
        await using var old = await OldLedger.FilledAsync();
        await old.SqlAsync("SELECT nextval('chat_conversations_id_seq'); INSERT INTO chat_conversations (id, session_id, user_message, ai_response) VALUES (900, 's', 'u', 'a') ON CONFLICT DO NOTHING");

        await old.AdoptAsync();

        Assert.Equal(1281L, await old.ValueAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('s', 'u', 'a') RETURNING id"));
    }

    [Fact]
    public async Task empty_tables_begin_with_one()
    {
        await using var old = await OldLedger.EmptyAsync();

        await old.AdoptAsync();

        Assert.Equal(1L, await old.ValueAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('s', 'u', 'a') RETURNING id"));
    }

    [Fact]
    public async Task a_session_whose_times_do_not_cover_its_turns_is_read_whole_at_once_and_after_the_step_for_plain_rows()
    {
        await using var old = await OldLedger.FilledAsync();
        await old.SqlAsync("UPDATE chat_sessions SET started_at = '2026-04-01', last_activity = '2026-04-01'");
        var session = (string)(await old.ValueAsync("SELECT session_id FROM chat_conversations WHERE timestamp < '2026-03-25' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"))!;
        var turns = (long)(await old.ValueAsync($"SELECT count(*) FROM chat_conversations WHERE session_id = '{session}'"))!;
        await old.AdoptAsync();
        await using var store = new PostgreSqlStore(new Database(PostgreSqlUrl.Parse(old.Place.Url)), OldLedger.Clock);
        await using var way = new Database(PostgreSqlUrl.Parse(old.Place.Url));

        Assert.Equal(turns, (await store.GetHistoryAsync(new HistoryQuery(session, 1000))).Count);
        var step = new PlainSqlStep(way, OldLedger.Clock);
        // Somebody's open transaction keeps the mark at the beginning of time for a while.
        await using (var other = await PostgresServer.ConnectAsync(old.Place.Url))
        {
            await using var transaction = await other.BeginTransactionAsync();
            for (var run = 0; run < 2; run++) await step.RunAsync(default);
        }

        for (var run = 0; run < 2; run++) await step.RunAsync(default);
        Assert.Equal(turns, (await store.GetHistoryAsync(new HistoryQuery(session, 1000))).Count);
        Assert.Equal(0L, await old.ValueAsync("SELECT count(*) FROM chat_conversations WHERE turn_id IS NULL"));
    }

    [Fact]
    public async Task a_transaction_pooler_may_stand_between()
    {
        await using var old = await OldLedger.FilledAsync(2);

        await old.AdoptAsync(url: old.Place.PgBouncerUrl + "?pgbouncer=true");

        Assert.Empty(await old.DifferencesAsync());
        Assert.Empty((await old.CheckAsync()).Differences);
    }

    [Fact]
    public async Task another_schema_than_public_is_adopted_within_itself()
    {
        await using var old = await OldLedger.FilledAsync();
        await old.SqlAsync("CREATE SCHEMA \"my chats\"; ALTER SCHEMA \"my chats\" RENAME TO \"my-chats\"; ALTER TABLE chat_conversations SET SCHEMA \"my-chats\"; ALTER TABLE chat_sessions SET SCHEMA \"my-chats\"");

        await old.AdoptAsync(url: old.Place.Url + "?schema=my-chats");

        Assert.Equal([[1279L, 1279L]], await old.SqlAsync("SELECT (SELECT count(*) FROM \"my-chats\".chat_conversations), (SELECT count(*) FROM \"my-chats_before_adoption\".chat_conversations)"));
    }

    [Fact]
    public async Task old_tables_are_kept_until_they_are_dropped()
    {
        await using var old = await OldLedger.FilledAsync();
        await old.AdoptAsync();
        await old.SqlAsync("DELETE FROM chat_conversations WHERE id <= 3");
        await using var adoption = old.Adoption();

        var kept = await adoption.FindKeptAsync();
        await adoption.DropKeptAsync();

        Assert.Equal(("public_before_adoption", 1279L, 460L, 3L), (kept!.Schema, kept.Turns, kept.Sessions, kept.TurnsGone));
        Assert.Null(await adoption.FindKeptAsync());
        Assert.Equal(1276L, await old.ValueAsync("SELECT count(*) FROM chat_conversations"));
    }

    [Fact]
    public async Task a_server_stops_before_tables_that_were_not_adopted_and_says_what_to_do()
    {
        await using var old = await OldLedger.EmptyAsync();
        await using var store = new PostgreSqlStore(new Database(PostgreSqlUrl.Parse(old.Place.Url)), OldLedger.Clock);

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.MigrateAsync());

        Assert.Equal(StoreFailure.Schema, failure.Failure);
        Assert.Contains("chatledger init-db --adopt", failure.Message, StringComparison.Ordinal);
    }
}
