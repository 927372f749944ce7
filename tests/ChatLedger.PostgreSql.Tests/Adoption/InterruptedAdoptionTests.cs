using ChatLedger.PostgreSql.Adoption;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Adoption;

public sealed class InterruptedAdoptionTests
{
    private const string Writes = """
        INSERT INTO chat_conversations (session_id, user_message, ai_response) SELECT 'written between', 'u' || n, 'a' FROM generate_series(1, 300) AS n;
        UPDATE chat_conversations SET ai_response = 'mended', timestamp = timestamp - interval '40 days' WHERE id % 50 = 1;
        UPDATE chat_conversations SET id = id + 1000000 WHERE id % 100 = 2;
        DELETE FROM chat_conversations WHERE id % 50 = 3;
        UPDATE chat_sessions SET total_messages = total_messages + 1, last_activity = NOW() WHERE id LIKE '%1%';
        DELETE FROM chat_sessions WHERE id LIKE '%9-0';
        INSERT INTO chat_sessions (id) VALUES ('written between') ON CONFLICT DO NOTHING;
        """;

    [Theory]
    [InlineData(AdoptionStep.Preparing, 1)]
    [InlineData(AdoptionStep.CopyingTurns, 1)]
    [InlineData(AdoptionStep.CopyingTurns, 2)]
    [InlineData(AdoptionStep.CopyingSessions, 1)]
    [InlineData(AdoptionStep.CatchingUp, 1)]
    [InlineData(AdoptionStep.Swapping, 1)]
    public async Task an_adoption_that_was_interrupted_goes_on_and_has_what_was_written_since(AdoptionStep step, int occurrence)
    {
        await using var old = await OldLedger.FilledAsync(6);
        await Assert.ThrowsAsync<InterruptException>(() => old.AdoptAsync(progress: Interrupt.At(step, occurrence)));
        await old.SqlAsync(Writes);

        await old.AdoptAsync();

        Assert.Empty(await old.DifferencesAsync());
        Assert.Empty((await old.CheckAsync()).Differences);
    }

    [Fact]
    public async Task a_lost_connection_ends_it_with_a_message_and_it_goes_on()
    {
        await using var old = await OldLedger.FilledAsync(6);
        var failure = await Assert.ThrowsAsync<StoreException>(() => old.AdoptAsync(progress: new Calling(progress =>
        {
            if (progress.Step == AdoptionStep.CopyingTurns) EndConnectionsAsync(old).Wait();
        })));
        await old.SqlAsync(Writes);

        await old.AdoptAsync();

        Assert.Equal(StoreFailure.Transient, failure.Failure);
        Assert.Empty(await old.DifferencesAsync());
    }

    [Fact]
    public async Task an_adoption_that_was_begun_needs_no_time_zone_and_takes_no_other()
    {
        await using var old = await OldLedger.FilledAsync();
        await Assert.ThrowsAsync<InterruptException>(() => old.AdoptAsync(progress: Interrupt.At(AdoptionStep.CopyingTurns, 1)));

        var failure = await Assert.ThrowsAsync<StoreException>(() => old.AdoptAsync("UTC"));
        await old.AdoptAsync(zone: null);

        Assert.Contains("Europe/Berlin", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await old.DifferencesAsync());
    }

    [Fact]
    public async Task two_at_once_only_take_turns()
    {
        await using var old = await OldLedger.FilledAsync(6);

        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Record.ExceptionAsync(() => old.AdoptAsync())));

        Assert.Contains(null, runs);
        Assert.All(runs.OfType<Exception>(), static failure => Assert.Equal(StoreFailure.Schema, Assert.IsType<StoreException>(failure).Failure));
        Assert.Empty(await old.DifferencesAsync());
    }

    [Fact]
    public async Task columns_that_changed_since_stop_it_and_taking_it_back_leaves_the_old_tables_as_they_were()
    {
        await using var old = await OldLedger.FilledAsync();
        await Assert.ThrowsAsync<InterruptException>(() => old.AdoptAsync(progress: Interrupt.At(AdoptionStep.CopyingSessions, 1)));
        await old.SqlAsync("ALTER TABLE chat_conversations ADD COLUMN rating integer");

        var failure = await Assert.ThrowsAsync<StoreException>(() => old.AdoptAsync());
        await using (var adoption = old.Adoption())
        {
            Assert.True(await adoption.UndoAsync());
            Assert.False(await adoption.UndoAsync());
        }

        Assert.Contains("--undo", failure.Message, StringComparison.Ordinal);
        Assert.Equal([[1279L]], await old.SqlAsync("SELECT count(*) FROM chat_conversations"));
        Assert.Empty(await old.SqlAsync("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT nspname FROM pg_namespace WHERE nspname LIKE '%adoption%'"));
        await old.AdoptAsync();
        Assert.Empty(await old.DifferencesAsync());
    }

    private static async Task EndConnectionsAsync(OldLedger old)
    {
        await using var admin = await PostgresServer.ConnectAsync(old.Place.AdminUrl);
        await admin.SqlAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private sealed class InterruptException : Exception;

    private static class Interrupt
    {
        /// <summary>Throws when a step is told of for the nth time: what was told is committed, and nothing after it.</summary>
        public static Calling At(AdoptionStep step, int occurrence)
        {
            var seen = 0;
            return new Calling(progress =>
            {
                if (progress.Step == step && ++seen == occurrence) throw new InterruptException();
            });
        }
    }
}
