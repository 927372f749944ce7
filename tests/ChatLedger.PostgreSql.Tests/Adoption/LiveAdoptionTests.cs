using ChatLedger.PostgreSql.Adoption;
using ChatLedger.PostgreSql.Tests.Support;

namespace ChatLedger.PostgreSql.Tests.Adoption;

public sealed class LiveAdoptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task programs_that_go_on_writing_lose_nothing_and_see_no_error()
    {
        await using var old = await OldLedger.FilledAsync(6);
        LiveProgram[] programs = [new("one"), new("two")];
        var running = programs.Select(program => program.RunAsync(old.Place.Url)).ToList();
        await ReachAsync(programs, running, more: 50);

        // They are let go on at every step, so that each has changes to deal with.
        await old.AdoptAsync("UTC", new Calling(_ => ReachAsync(programs, running, more: 10).Wait(Patience)));
        await ReachAsync(programs, running, more: 50);
        foreach (var program in programs) program.Stop();
        await Task.WhenAll(running).WaitAsync(Patience);

        var acknowledged = programs.SelectMany(static program => program.Rows)
            .Select(static row => (row.Key, row.Value.Session, row.Value.Message, row.Value.Answer)).Order().ToList();
        var stored = (await old.SqlAsync("SELECT id, session_id, user_message, ai_response FROM chat_conversations WHERE session_id LIKE 'live-%'"))
            .Select(static row => ((long)row[0]!, (string)row[1]!, (string)row[2]!, (string)row[3]!)).Order().ToList();
        Assert.Equal(acknowledged, stored);
        var counted = programs.SelectMany(static program => program.Counts).Select(static count => (count.Key, count.Value)).Order().ToList();
        var counts = (await old.SqlAsync("SELECT id, total_messages FROM chat_sessions WHERE id LIKE 'live-%'")).Select(static row => ((string)row[0]!, (int)row[1]!)).Order().ToList();
        Assert.Equal(counted, counts);
        Assert.Equal(7674L, await old.ValueAsync("SELECT count(*) FROM chat_conversations WHERE session_id NOT LIKE 'live-%'"));
        Assert.Equal(0L, await old.ValueAsync(
            """
            SELECT count(*) FROM public_before_adoption.chat_conversations AS old FULL JOIN chat_conversations AS turn USING (id)
            WHERE old.session_id NOT LIKE 'live-%' AND (old.user_message, old.ai_response, old.timestamp AT TIME ZONE 'UTC') IS DISTINCT FROM (turn.user_message, turn.ai_response, turn.timestamp)
            """));
    }

    [Fact]
    public async Task a_long_transaction_of_somebody_else_only_delays_the_swap()
    {
        await using var old = await OldLedger.FilledAsync();
        await using var reader = await PostgresServer.ConnectAsync(old.Place.Url);
        await using var transaction = await reader.BeginTransactionAsync();
        await reader.SqlAsync("SELECT count(*) FROM chat_conversations");
        await using var writer = await PostgresServer.ConnectAsync(old.Place.Url);

        var swapping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var adoption = old.AdoptAsync(progress: new Calling(progress =>
        {
            if (progress.Step == AdoptionStep.Swapping) swapping.TrySetResult();
        }));
        await swapping.Task.WaitAsync(Patience);
        await WaitForLockAsync(old);
        await writer.SqlAsync("INSERT INTO chat_sessions (id) VALUES ('written while the swap waits')");
        Assert.False(adoption.IsCompleted);
        await transaction.CommitAsync();
        await adoption.WaitAsync(Patience);

        Assert.Equal(1L, await old.ValueAsync("SELECT count(*) FROM chat_sessions WHERE id = 'written while the swap waits'"));
    }

    [Fact]
    public async Task emptying_a_table_meanwhile_empties_it()
    {
        await using var old = await OldLedger.FilledAsync();

        await old.AdoptAsync(progress: new Calling(progress =>
        {
            if (progress.Step == AdoptionStep.CopyingSessions) old.SqlAsync("TRUNCATE chat_conversations; INSERT INTO chat_conversations (id, session_id, user_message, ai_response) VALUES (7, 's', 'u', 'a')").Wait(Patience);
        }));

        Assert.Equal([[7L, "s"]], await old.SqlAsync("SELECT id, session_id FROM chat_conversations"));
    }

    [Fact]
    public async Task a_program_without_rights_on_anything_new_goes_on_writing()
    {
        await using var old = await OldLedger.FilledAsync();
        var url = await old.Place.RoleWithoutRightsAsync();
        var role = new Uri(url).UserInfo.Split(':')[0];
        await old.SqlAsync($"GRANT SELECT, INSERT ON chat_conversations TO {role}; GRANT USAGE ON SEQUENCE chat_conversations_id_seq TO {role}; GRANT UPDATE (mood) ON chat_conversations TO PUBLIC");
        await using var program = await PostgresServer.ConnectAsync(url);
        const string Write = "INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('theirs', 'u', 'a')";

        await old.AdoptAsync(progress: new Calling(_ => program.SqlAsync(Write).Wait(Patience)));
        await program.SqlAsync($"{Write}; UPDATE chat_conversations SET mood = 'calm' WHERE session_id = 'theirs'; SELECT nextval('chat_conversations_id_seq')");

        Assert.Equal([["calm"]], await old.SqlAsync("SELECT DISTINCT mood FROM chat_conversations WHERE session_id = 'theirs'"));
    }

    [Fact]
    public async Task rows_that_came_past_the_triggers_keep_the_tables_from_being_swapped()
    {
        await using var old = await OldLedger.FilledAsync();

        var failure = await Assert.ThrowsAsync<ChatLedger.Storage.StoreException>(() => old.AdoptAsync(progress: new Calling(progress =>
        {
            if (progress.Step == AdoptionStep.CatchingUp)
                old.SqlAsync("ALTER TABLE chat_sessions DISABLE TRIGGER chatledger_adoption; INSERT INTO chat_sessions (id) VALUES ('unseen')").Wait(Patience);
        })));

        Assert.Contains("461 sessions, the new ones 1279 and 460", failure.Message, StringComparison.Ordinal);
        Assert.Equal("integer", await old.ValueAsync("SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'public.chat_conversations'::regclass AND attname = 'id'"));
    }

    private static async Task ReachAsync(LiveProgram[] programs, List<Task> running, int more)
    {
        var goals = programs.Select(program => program.Done + more).ToList();
        using var patience = new CancellationTokenSource(Patience);
        while (programs.Zip(goals).Any(static pair => pair.First.Done < pair.Second))
        {
            if (running.Find(static task => task.IsCompleted) is { } ended) await ended;
            await Task.Delay(5, patience.Token);
        }
    }

    private static async Task WaitForLockAsync(OldLedger old)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((long)(await old.ValueAsync("SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))! == 0)
            await Task.Delay(5, patience.Token);
    }
}
