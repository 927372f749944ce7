using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>Making the tables where several servers start, or something is in the way.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private const string Everything = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";

    private TempStore _store = null!;

    public async Task InitializeAsync() => _store = await TempStore.OpenAsync(new ManualClock(Some.Time));

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task five_servers_that_start_at_once_make_the_tables_once()
    {
        var servers = Enumerable.Range(0, 5).Select(_ => _store.Another()).ToList();

        var states = await Task.WhenAll(servers.Select(server => Task.Run(() => server.MigrateAsync())));

        Assert.Equal(states[0].Latest, states.Sum(static state => state.Applied.Count));
        Assert.All(states, static state => Assert.Equal(state.Latest, state.Version));
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task a_migration_that_fails_at_its_end_leaves_nothing()
    {
        await _store.SqlAsync("CREATE TABLE ledger_marks (note text)");
        var before = await _store.NumberAsync(Everything);

        var failure = await Assert.ThrowsAsync<StoreException>(() => _store.Schema.MigrateAsync());

        Assert.Equal(StoreFailure.Schema, failure.Failure);
        Assert.Contains("ledger_marks", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _store.NumberAsync(Everything));
        await _store.SqlAsync("DROP TABLE ledger_marks");
        Assert.NotEmpty((await _store.Schema.MigrateAsync()).Applied);
    }

    [Theory]
    [InlineData("chat_conversations")]
    [InlineData("chat_sessions")]
    public async Task a_table_of_somebody_elses_is_left_alone_and_adopting_it_advised(string table)
    {
        await _store.SqlAsync($"CREATE TABLE {table} (id serial PRIMARY KEY)");

        var failure = await Assert.ThrowsAsync<StoreException>(() => _store.Schema.MigrateAsync());

        Assert.Equal(StoreFailure.Schema, failure.Failure);
        Assert.Contains("init-db --adopt", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, await _store.NumberAsync("SELECT count(*) FROM pg_class WHERE relname = 'schema_version'"));
    }

    [Fact]
    public async Task a_server_that_is_too_old_is_told_from_one_that_is_not()
    {
        await using var proxy = new LossyProxy(_store.Place.Url) { ClaimedVersion = "14" };
        await using var old = new PostgreSqlStore(new Database(PostgreSqlUrl.Parse(proxy.Url)), new ManualClock(Some.Time));

        var failure = await Assert.ThrowsAsync<StoreException>(() => old.MigrateAsync());

        Assert.Contains("needs 15 or later. Upgrade the server.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await _store.SqlAsync("SELECT FROM pg_class WHERE relname = 'schema_version'"));
    }

    [Fact]
    public async Task two_ledgers_in_two_schemas_do_not_meet()
    {
        await using var other = await TempStore.OpenAsync(new ManualClock(Some.Time), _ => $"{_store.Place.Url}?schema=other");
        await _store.Schema.MigrateAsync();
        await other.Schema.MigrateAsync();

        await other.Writer.WriteAsync([Some.Turn()]);

        Assert.Null(await _store.Reader.FindSessionAsync("session"));
        Assert.Equal(1, await _store.NumberAsync("SELECT count(*) FROM other.chat_conversations"));
    }
}
