using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>What a check finds on PostgreSQL beyond what every store's check does.</summary>
public sealed class SchemaDifferenceTests : IAsyncLifetime
{
    private TempStore _store = null!;

    public async Task InitializeAsync() => _store = await TempStore.MigratedAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Theory]
    [InlineData("ALTER TABLE chat_conversations ALTER mood TYPE text", "column chat_conversations.mood is text, not character varying(50)")]
    [InlineData("ALTER TABLE chat_conversations ALTER user_message DROP NOT NULL", "column chat_conversations.user_message is text, not text NOT NULL")]
    [InlineData("ALTER TABLE chat_sessions ALTER visitor DROP DEFAULT", "column chat_sessions.visitor is boolean NOT NULL, not boolean NOT NULL DEFAULT false")]
    [InlineData("ALTER TABLE chat_sessions ALTER user_id TYPE varchar(255)", "column chat_sessions.user_id is character varying(255), not character varying(255) COLLATE \"C\"")]
    [InlineData("ALTER TABLE chat_conversations ALTER id SET GENERATED ALWAYS", "column chat_conversations.id is bigint NOT NULL GENERATED ALWAYS AS IDENTITY")]
    [InlineData("ALTER TABLE ledger_marks DROP CONSTRAINT ledger_marks_pkey", "constraint ledger_marks.ledger_marks_pkey is missing: PRIMARY KEY (step)")]
    [InlineData("ALTER TABLE chat_sessions ADD CONSTRAINT short CHECK (length(id) < 9)", "constraint chat_sessions.short (CHECK ((length((id)::text) < 9))) is not ChatLedger's and may keep turns from being stored")]
    [InlineData("ALTER TABLE chat_conversations ADD FOREIGN KEY (session_id) REFERENCES chat_sessions", "constraint chat_conversations.chat_conversations_session_id_fkey (FOREIGN KEY")]
    [InlineData("ALTER TABLE chat_conversations ADD team text NOT NULL", "column chat_conversations.team (text NOT NULL) is not ChatLedger's and may keep turns from being stored")]
    [InlineData("ALTER TABLE ingest_keys SET UNLOGGED", "table ingest_keys is ordinary, lost in a crash, not ordinary")]
    [InlineData("ALTER TABLE chat_conversations DETACH PARTITION chat_conversations_default", "partition chat_conversations.chat_conversations_default is missing: DEFAULT")]
    [InlineData("DROP INDEX idx_turn_id; CREATE INDEX idx_turn_id ON chat_conversations (turn_id, timestamp)", "index chat_conversations.idx_turn_id is btree (turn_id, \"timestamp\"), not UNIQUE")]
    [InlineData("DROP INDEX idx_timestamp; CREATE INDEX idx_timestamp ON ONLY chat_conversations (timestamp)", "index chat_conversations.idx_timestamp is btree (\"timestamp\") INVALID, not btree (\"timestamp\")")]
    [InlineData("CREATE FUNCTION drops() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER drops BEFORE INSERT ON chat_sessions FOR EACH ROW EXECUTE FUNCTION drops()", "trigger chat_sessions.drops (")]
    public async Task a_difference_is_named(string sql, string named)
    {
        await _store.SqlAsync(sql);

        Assert.StartsWith(named, Assert.Single((await _store.Schema.CheckAsync(isThorough: false)).Differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task commits_that_are_told_before_they_are_on_the_disk_are_named()
    {
        await _store.SqlAsync("ALTER ROLE current_user SET synchronous_commit = off");
        await _store.ReopenAsync();

        Assert.StartsWith("setting synchronous_commit", Assert.Single((await _store.Schema.CheckAsync(isThorough: false)).Differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task tables_that_are_not_partitioned_are_named()
    {
        await _store.SqlAsync("DROP TABLE chat_conversations; CREATE TABLE chat_conversations (id serial PRIMARY KEY)");

        var differences = (await _store.Schema.CheckAsync(isThorough: false)).Differences;

        Assert.Contains("table chat_conversations is ordinary, not partitioned by RANGE (\"timestamp\")", differences);
        Assert.Contains("column chat_conversations.session_id is missing: character varying(255) COLLATE \"C\" NOT NULL", differences);
    }

    [Fact]
    public async Task rows_that_are_hidden_from_this_role_are_named()
    {
        await _store.SqlAsync("ALTER TABLE chat_sessions ENABLE ROW LEVEL SECURITY; ALTER TABLE chat_sessions FORCE ROW LEVEL SECURITY");

        Assert.Equal(["table chat_sessions is ordinary, with rows hidden from this role, not ordinary"], (await _store.Schema.CheckAsync(isThorough: false)).Differences);
    }

    [Fact]
    public async Task a_day_without_its_partition_is_named_by_a_thorough_check_only()
    {
        await _store.Schema.MakeRoomAsync();
        await _store.SqlAsync("DROP TABLE chat_conversations_20260109; ALTER TABLE chat_conversations DETACH PARTITION chat_conversations_20251004; DROP TABLE chat_conversations_20251004");

        Assert.Empty((await _store.Schema.CheckAsync(isThorough: false)).Differences);
        Assert.Equal(
            [
                "partition chat_conversations.chat_conversations_20251004 is missing: FOR VALUES FROM ('2025-10-04 00:00:00+00') TO ('2025-10-05 00:00:00+00')",
                "partition chat_conversations.chat_conversations_20260109 is missing: FOR VALUES FROM ('2026-01-09 00:00:00+00') TO ('2026-01-10 00:00:00+00')",
            ],
            (await _store.Schema.CheckAsync(isThorough: true)).Differences);
    }

    [Fact]
    public async Task a_partition_with_other_bounds_than_its_day_is_named()
    {
        await _store.Schema.MakeRoomAsync();
        await _store.SqlAsync("DROP TABLE chat_conversations_20260109");
        await _store.SqlAsync("CREATE TABLE chat_conversations_20260109 PARTITION OF chat_conversations FOR VALUES FROM ('2026-01-09 05:00:00+00') TO ('2026-01-10 05:00:00+00')");

        Assert.StartsWith(
            "partition chat_conversations.chat_conversations_20260109 is FOR VALUES FROM ('2026-01-09 05:00:00+00')",
            Assert.Single((await _store.Schema.CheckAsync(isThorough: true)).Differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_has_no_partition_of_its_day_is_counted()
    {
        await _store.Writer.WriteAsync(Some.Turns("session", 3));

        var notes = (await _store.Schema.CheckAsync(isThorough: true)).Notes;

        Assert.StartsWith("chat_conversations_default holds 3 rows", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task partitions_older_than_the_retention_are_passed_over()
    {
        await _store.Schema.MakeRoomAsync();
        await _store.SqlAsync("CREATE TABLE chat_conversations_20200101 PARTITION OF chat_conversations FOR VALUES FROM ('2020-01-01 00:00:00+00') TO ('2020-01-02 00:00:00+00')");

        var check = await _store.Schema.CheckAsync(isThorough: true);

        Assert.Empty(check.Differences);
        Assert.StartsWith("chat_conversations_default holds 0 rows", Assert.Single(check.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_role_that_may_only_read_the_catalogs_finds_the_differences_and_says_what_it_could_not_see()
    {
        await _store.Schema.MakeRoomAsync();
        await _store.SqlAsync("ALTER TABLE chat_sessions DROP COLUMN ended_at");
        await using var reader = Open(await _store.Place.RoleWithoutRightsAsync());

        var check = await reader.CheckAsync(isThorough: true);

        Assert.Equal(["column chat_sessions.ended_at is missing: timestamp with time zone"], check.Differences);
        Assert.Equal(2, check.Notes.Count);
        Assert.All(check.Notes, note => Assert.StartsWith("this role may not read ", note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task no_setting_of_database_or_role_looks_like_a_difference()
    {
        await _store.Schema.MakeRoomAsync();
        foreach (var setting in (string[])["TimeZone = 'Asia/Kathmandu'", "DateStyle = 'SQL, DMY'", "search_path = ''", "quote_all_identifiers = on", "standard_conforming_strings = off"])
            await _store.SqlAsync($"ALTER DATABASE {_store.Place.Name} SET {setting}");
        await using var other = Open(_store.Place.Url);

        Assert.Empty((await other.CheckAsync(isThorough: true)).Differences);
    }

    [Fact]
    public async Task a_check_through_a_pooler_finds_the_same()
    {
        await _store.Schema.MakeRoomAsync();
        await _store.SqlAsync("DROP INDEX idx_timestamp");
        await using var pooled = Open(_store.Place.PgBouncerUrl + "?pgbouncer=true");

        Assert.Equal(["index chat_conversations.idx_timestamp is missing: btree (\"timestamp\")"], (await pooled.CheckAsync(isThorough: true)).Differences);
    }

    private static PostgreSqlStore Open(string url) => new(new Database(PostgreSqlUrl.Parse(url)), new ManualClock(Some.Time));
}
