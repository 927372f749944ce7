using ChatLedger.Conformance;
using ChatLedger.Sqlite.Storage;
using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Tests.Storage;

/// <summary>What a check and a script do on SQLite beyond what every store's do.</summary>
public sealed class SchemaCheckTests
{
    [Fact]
    public async Task a_condition_that_was_dropped_is_named()
    {
        await using var place = await TempStore.MigratedAsync();
        await place.SqlAsync("DROP TABLE ingest_keys");
        await place.SqlAsync("CREATE TABLE ingest_keys (key TEXT, turn_id TEXT NOT NULL, timestamp TEXT NOT NULL, body_hash TEXT NOT NULL, conversation_id INTEGER NOT NULL, recorded_at TEXT NOT NULL)");
        await place.SqlAsync("CREATE INDEX idx_ingest_keys_recorded_at ON ingest_keys (recorded_at)");

        Assert.Equal(
            ["table ingest_keys is ordinary, not STRICT, WITHOUT ROWID", "column ingest_keys.key is TEXT, not TEXT NOT NULL PRIMARY KEY"],
            (await place.Schema.CheckAsync(isThorough: true)).Differences);
    }

    [Fact]
    public async Task a_dropped_trigger_is_named()
    {
        await using var place = await TempStore.MigratedAsync();
        await place.SqlAsync("DROP TRIGGER chat_sessions_times_updated");

        Assert.StartsWith(
            "trigger chat_sessions.chat_sessions_times_updated is missing", Assert.Single((await place.Schema.CheckAsync(isThorough: true)).Differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_store_that_is_not_open_is_looked_at_and_left_closed()
    {
        await using var place = await TempStore.MigratedAsync();
        await place.SqlAsync("DROP INDEX idx_timestamp");
        await place.StopAsync();
        await using var closed = new SqliteStore(place.Path, new ManualClock(Some.Time));

        Assert.Single((await closed.CheckAsync(isThorough: true)).Differences);

        await place.StartAsync();
    }

    [Fact]
    public async Task a_store_that_another_has_open_is_not_looked_at()
    {
        await using var place = await TempStore.MigratedAsync();
        await using var second = new SqliteStore(place.Path, new ManualClock(Some.Time));

        await Assert.ThrowsAsync<StoreException>(() => second.CheckAsync(isThorough: true));
    }

    [Fact]
    public async Task where_there_is_no_file_everything_is_missing_and_no_file_is_made()
    {
        var folder = Directory.CreateTempSubdirectory("chatledger-store-");
        await using var store = new SqliteStore(Path.Combine(folder.FullName, "chatledger.db"), new ManualClock(Some.Time));

        var check = await store.CheckAsync(isThorough: true);
        var script = await store.ScriptAsync();

        Assert.Contains("table chat_sessions is missing", check.Differences);
        Assert.Contains("CREATE TABLE chat_sessions", script.Sql, StringComparison.Ordinal);
        Assert.Empty(folder.GetFileSystemInfos());
        folder.Delete();
    }

    [Fact]
    public async Task a_script_that_is_run_twice_stops_before_it_changes_anything()
    {
        await using var place = await TempStore.OpenAsync(new ManualClock(Some.Time));
        var script = (await place.Schema.ScriptAsync()).Sql;
        await place.SqlAsync(script);

        var stopped = await Assert.ThrowsAsync<SqliteException>(() => place.SqlAsync(script));

        Assert.Contains("schema_version.version", stopped.Message, StringComparison.Ordinal);
        Assert.Empty((await place.Schema.CheckAsync(isThorough: true)).Differences);
    }
}
