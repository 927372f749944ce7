using ChatLedger.PostgreSql.Adoption;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Adoption;

public sealed class AdoptionPlanTests
{
    [Fact]
    public async Task a_plan_counts_names_the_zone_and_changes_nothing()
    {
        await using var old = await OldLedger.FilledAsync();
        const string Everything = "SELECT nspname::text, relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE nspname NOT LIKE 'pg_%' ORDER BY 1, 2";
        var before = await old.SqlAsync(Everything);

        var plan = await PlanAsync(old);

        Assert.Equal((AdoptionState.Old, 1279L, 460L), (plan.State, plan.Turns, plan.Sessions));
        Assert.True(plan.Bytes > 500_000);
        Assert.Empty(plan.Obstacles);
        Assert.Contains("chat_conversations.timestamp has no time zone; its values are read as Europe/Berlin.", plan.Notes);
        Assert.Equal(before, await old.SqlAsync(Everything));
    }

    [Fact]
    public async Task times_without_a_zone_are_not_guessed()
    {
        await using var old = await OldLedger.FilledAsync();

        var plan = await PlanAsync(old, zone: null);
        var failure = await Assert.ThrowsAsync<StoreException>(() => old.AdoptAsync(zone: null));

        Assert.Equal(3, plan.Obstacles.Count);
        Assert.All(plan.Obstacles, static obstacle => Assert.Contains("--time-zone", obstacle, StringComparison.Ordinal));
        Assert.Contains("--time-zone", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Europe/Atlantis", "no time zone Europe/Atlantis")]
    [InlineData("'; DROP TABLE chat_sessions; --", "no time zone")]
    public async Task a_zone_that_the_server_does_not_know_is_refused(string zone, string message)
    {
        await using var old = await OldLedger.EmptyAsync();

        Assert.Contains((await PlanAsync(old, zone)).Obstacles, obstacle => obstacle.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ALTER TABLE chat_conversations ALTER mood TYPE text; UPDATE chat_conversations SET mood = repeat('x', 51) WHERE id = 17", "1 rows of chat_conversations cannot be taken over", "length(\"mood\") > 50 (the first has the id 17)")]
    [InlineData("ALTER TABLE chat_conversations ALTER session_id DROP NOT NULL; UPDATE chat_conversations SET session_id = NULL WHERE id > 1277", "2 rows of", "\"session_id\" IS NULL")]
    [InlineData("ALTER TABLE chat_conversations ALTER response_time_ms TYPE bigint; UPDATE chat_conversations SET response_time_ms = 3000000000 WHERE id = 1", "1 rows of", "response_time_ms")]
    [InlineData("ALTER TABLE chat_conversations DROP CONSTRAINT chat_conversations_pkey", "no unique index", "ADD PRIMARY KEY (id)")]
    [InlineData("ALTER TABLE chat_conversations DROP COLUMN ai_response", "no column ai_response", "")]
    [InlineData("ALTER TABLE chat_conversations ALTER user_ip TYPE inet USING user_ip::inet", "chat_conversations.user_ip is of type inet", "ALTER COLUMN user_ip TYPE character varying")]
    [InlineData("ALTER TABLE chat_conversations ADD COLUMN status integer", "chat_conversations.status has the name of a column that ChatLedger adds", "RENAME COLUMN status")]
    [InlineData("CREATE TABLE ratings (turn integer REFERENCES chat_conversations (id))", "Another table refers to the old ones", "ALTER TABLE public.ratings DROP CONSTRAINT ratings_turn_fkey")]
    [InlineData("CREATE TABLE ledger_marks (mark text)", "something called ledger_marks", "Rename it first")]
    [InlineData("ALTER SEQUENCE chat_conversations_id_seq OWNED BY NONE", "something called chat_conversations_id_seq", "OWNED BY chat_conversations.id")]
    [InlineData("DROP TABLE chat_sessions", "no table chat_sessions", "id character varying")]
    [InlineData("ALTER TABLE chat_sessions RENAME TO s; CREATE VIEW chat_sessions AS SELECT * FROM s", "chat_sessions is no ordinary table", "")]
    [InlineData("ALTER TABLE chat_sessions ENABLE ROW LEVEL SECURITY", "chat_sessions has row security", "DISABLE ROW LEVEL SECURITY")]
    [InlineData("ALTER TABLE chat_sessions ENABLE ROW LEVEL SECURITY; ALTER TABLE chat_sessions FORCE ROW LEVEL SECURITY", "chat_sessions hides rows", "NO FORCE ROW LEVEL SECURITY")]
    public async Task what_is_in_the_way_is_named_with_its_remedy(string change, string what, string remedy)
    {
        await using var old = await OldLedger.FilledAsync();
        await old.SqlAsync(change);

        var plan = await PlanAsync(old);

        Assert.Contains(plan.Obstacles, obstacle => obstacle.Contains(what, StringComparison.Ordinal) && obstacle.Contains(remedy, StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_role_that_does_not_own_the_tables_is_told_whose_they_are()
    {
        await using var old = await OldLedger.EmptyAsync();
        await using var adoption = old.Adoption(await old.Place.ReadOnlyRoleAsync());

        var obstacles = string.Join('\n', (await adoption.PlanAsync("UTC")).Obstacles);

        Assert.Contains("GRANT CREATE ON DATABASE", obstacles, StringComparison.Ordinal);
        Assert.Contains("belongs to the role", obstacles, StringComparison.Ordinal);
    }

    [Fact]
    public async Task where_there_is_nothing_to_adopt_the_plan_says_so()
    {
        await using var old = await OldLedger.EmptyAsync();
        await old.AdoptAsync();
        Assert.Equal(AdoptionState.Adopted, (await PlanAsync(old)).State);

        await old.SqlAsync("DROP TABLE chat_conversations, chat_sessions");
        Assert.Equal(AdoptionState.Nothing, (await PlanAsync(old)).State);
    }

    private static async Task<AdoptionPlan> PlanAsync(OldLedger old, string? zone = OldLedger.Zone)
    {
        await using var adoption = old.Adoption();
        return await adoption.PlanAsync(zone);
    }
}
