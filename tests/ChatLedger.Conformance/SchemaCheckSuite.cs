namespace ChatLedger.Conformance;

/// <summary>Comparing the tables with what they should be: each difference is named, and what does no harm is a note.</summary>
public abstract class SchemaCheckSuite : StoreSuite
{
    private const string Ours = "not ChatLedger's";

    [Fact]
    public async Task tables_that_the_migrations_made_do_not_differ()
    {
        await Writer.WriteAsync(Some.Turns("session", 3));

        var check = await Store.Schema.CheckAsync(isThorough: false);

        Assert.Empty(check.Differences);
        Assert.Empty(check.Notes);
    }

    [Fact]
    public async Task nothing_is_missing_where_room_was_made()
    {
        await Store.Schema.MakeRoomAsync();

        Assert.Empty((await Store.Schema.CheckAsync(isThorough: true)).Differences);
        Assert.Equal(0, await Store.Schema.MakeRoomAsync());
    }

    [Fact]
    public async Task an_empty_store_lacks_its_tables_and_migrations_and_nothing_is_made()
    {
        await using var fresh = await OpenStoreAsync(Clock);

        var differences = (await fresh.Schema.CheckAsync(isThorough: true)).Differences;

        Assert.Contains("table chat_sessions is missing", differences);
        Assert.Contains("table chat_conversations is missing", differences);
        Assert.Contains(differences, line => line.StartsWith("migration V001_InitialSchema is missing", StringComparison.Ordinal));
        Assert.DoesNotContain(differences, line => line.StartsWith("column", StringComparison.Ordinal));
        Assert.Equal(differences, (await fresh.Schema.CheckAsync(isThorough: true)).Differences);
    }

    [Theory]
    [InlineData("ALTER TABLE chat_sessions DROP COLUMN ended_at", "column chat_sessions.ended_at is missing")]
    [InlineData("ALTER TABLE chat_conversations RENAME COLUMN user_agent TO browser", "column chat_conversations.user_agent is missing")]
    [InlineData("DROP INDEX idx_timestamp", "index chat_conversations.idx_timestamp is missing")]
    [InlineData("DROP INDEX idx_timestamp; CREATE INDEX idx_timestamp ON chat_conversations (mood)", "index chat_conversations.idx_timestamp is ")]
    [InlineData("DROP TABLE ingest_keys", "table ingest_keys is missing")]
    [InlineData("UPDATE schema_version SET checksum = 'tampered' WHERE version = 1", "migration V001_InitialSchema was applied in another form")]
    [InlineData("DELETE FROM schema_version WHERE version = 1", "migration V001_InitialSchema is missing")]
    [InlineData("INSERT INTO schema_version (version, name, applied_at, checksum) VALUES (999, 'V999_Tomorrow', '2026-01-02T03:04:05.000000Z', 'x')", "migration V999_Tomorrow was applied by a newer program")]
    [InlineData("CREATE UNIQUE INDEX only_one ON chat_sessions (user_id)", "index chat_sessions.only_one ")]
    public async Task a_difference_is_named(string sql, string named)
    {
        await Store.SqlAsync(sql);

        Assert.StartsWith(named, Assert.Single((await Store.Schema.CheckAsync(isThorough: false)).Differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task every_difference_has_a_line_of_its_own()
    {
        await Store.SqlAsync("ALTER TABLE chat_sessions DROP COLUMN ended_at");
        await Store.SqlAsync("DROP INDEX idx_timestamp");
        await Store.SqlAsync("DROP TABLE ingest_keys");

        Assert.Equal(3, (await Store.Schema.CheckAsync(isThorough: false)).Differences.Count);
    }

    [Theory]
    [InlineData("ALTER TABLE chat_conversations ADD COLUMN ticket integer", "column chat_conversations.ticket (integer)")]
    [InlineData("ALTER TABLE chat_conversations ADD COLUMN team text NOT NULL DEFAULT 'none'", "column chat_conversations.team (text NOT NULL DEFAULT 'none'")]
    [InlineData("CREATE INDEX idx_mood ON chat_conversations (mood)", "index chat_conversations.idx_mood ")]
    public async Task what_somebody_added_is_noted_and_keeps_no_turn_out(string sql, string named)
    {
        await Store.SqlAsync(sql);

        var check = await Store.Schema.CheckAsync(isThorough: false);
        await Writer.WriteAsync(Some.Turns("session", 3));

        Assert.Empty(check.Differences);
        var note = Assert.Single(check.Notes);
        Assert.StartsWith(named, note, StringComparison.Ordinal);
        Assert.Contains(Ours, note, StringComparison.Ordinal);
        Assert.Equal(3, (await HistoryAsync("session")).Count);
    }

    [Fact]
    public async Task other_peoples_tables_are_passed_over()
    {
        await Store.SqlAsync("CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL)");
        await Store.SqlAsync("CREATE UNIQUE INDEX customers_name ON customers (name)");

        var check = await Store.Schema.CheckAsync(isThorough: false);

        Assert.Empty(check.Differences.Concat(check.Notes));
    }

    [Fact]
    public async Task the_script_makes_what_an_empty_store_lacks()
    {
        await using var fresh = await OpenStoreAsync(Clock);

        var script = await fresh.Schema.ScriptAsync();
        await fresh.SqlAsync(script.Sql);

        Assert.Null(script.Doubt);
        Assert.Empty((await fresh.Schema.CheckAsync(isThorough: true)).Differences);
        Assert.Empty((await fresh.Schema.MigrateAsync()).Applied);
        await fresh.Writer.WriteAsync([Some.Turn()]);
        Assert.Equal(1, (await fresh.Reader.GetLedgerStatsAsync()).ConversationCount);
    }

    [Fact]
    public async Task where_nothing_is_missing_the_script_holds_no_statement()
    {
        await Store.Schema.MakeRoomAsync();

        var lines = (await Store.Schema.ScriptAsync()).Sql.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("-- Nothing is missing.", lines);
        Assert.All(lines, line => Assert.StartsWith("--", line, StringComparison.Ordinal));
    }
}
