using ChatLedger.Storage;

namespace ChatLedger.Conformance;

/// <summary>Migrations: forward only, repeatable, and strict about what they meet.</summary>
public abstract class SchemaSuite : StoreSuite
{
    [Fact]
    public async Task migrating_again_applies_nothing_and_keeps_the_data()
    {
        await Writer.WriteAsync(Some.Turns("session", 3));

        var state = await Store.Schema.MigrateAsync();

        Assert.Empty(state.Applied);
        Assert.Equal(state.Latest, state.Version);
        Assert.Equal(3, (await HistoryAsync("session")).Count);
    }

    [Fact]
    public async Task a_new_database_gets_every_migration()
    {
        var fresh = await OpenStoreAsync(Clock);
        await using (fresh)
        {
            var before = await fresh.Schema.GetStateAsync();
            var after = await fresh.Schema.MigrateAsync();

            Assert.Equal(0, before.Version);
            Assert.Equal(after.Latest, after.Applied.Count);
            Assert.Equal("V001_InitialSchema", after.Applied[0]);
            Assert.Equal(after.Latest, (await fresh.Schema.GetStateAsync()).Version);
        }
    }

    [Fact]
    public async Task asking_for_the_state_changes_nothing()
    {
        var fresh = await OpenStoreAsync(Clock);
        await using (fresh)
        {
            await fresh.Schema.GetStateAsync();

            var failure = await Assert.ThrowsAsync<StoreException>(() => fresh.Reader.GetLedgerStatsAsync());
            Assert.Equal(StoreFailure.Schema, failure.Failure);
        }
    }

    [Fact]
    public async Task without_tables_writing_fails_and_says_what_to_do()
    {
        var fresh = await OpenStoreAsync(Clock);
        await using (fresh)
        {
            var failure = await Assert.ThrowsAsync<StoreException>(() => fresh.Writer.WriteAsync([Some.Turn()]));

            Assert.Equal(StoreFailure.Schema, failure.Failure);
            Assert.Contains("init-db", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task a_store_newer_than_the_program_is_refused()
    {
        await Store.SqlAsync("INSERT INTO schema_version (version, name, applied_at, checksum) VALUES (999, 'V999_Tomorrow', '2026-01-02T03:04:05.000000Z', 'x')");

        await RefusesAsync("999");
    }

    [Fact]
    public async Task a_migration_other_than_the_one_applied_is_refused()
    {
        await Store.SqlAsync("UPDATE schema_version SET checksum = 'tampered' WHERE version = 1");

        await RefusesAsync("V001_InitialSchema");
    }

    [Fact]
    public async Task the_schema_outlives_a_restart()
    {
        await Store.ReopenAsync();

        var state = await Store.Schema.GetStateAsync();

        Assert.Equal(state.Latest, state.Version);
    }

    private async Task RefusesAsync(string named)
    {
        var migrating = await Assert.ThrowsAsync<StoreException>(() => Store.Schema.MigrateAsync());
        var asking = await Assert.ThrowsAsync<StoreException>(() => Store.Schema.GetStateAsync());

        Assert.Equal((StoreFailure.Schema, StoreFailure.Schema), (migrating.Failure, asking.Failure));
        Assert.Contains(named, migrating.Message, StringComparison.Ordinal);
    }
}
