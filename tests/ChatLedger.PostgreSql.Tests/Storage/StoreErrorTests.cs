using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>What a refusal of the server means: the turn's fault, the tables', or the moment's.</summary>
public sealed class StoreErrorTests : IAsyncLifetime
{
    private TempStore _store = null!;

    public async Task InitializeAsync() => _store = await TempStore.MigratedAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Theory]
    [InlineData("ALTER TABLE chat_conversations ADD CONSTRAINT tenancy FOREIGN KEY (session_id) REFERENCES chat_sessions (id)", "tenancy")]
    [InlineData("ALTER TABLE chat_conversations ADD COLUMN tenant text NOT NULL", "tenant")]
    public async Task a_rule_that_is_not_the_ledgers_is_no_fault_of_a_turn(string rule, string named)
    {
        await _store.SqlAsync(rule);

        var failure = await Assert.ThrowsAsync<StoreException>(() => _store.Writer.WriteAsync([Some.Turn()]));

        Assert.Equal(StoreFailure.Schema, failure.Failure);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task a_check_that_somebody_named_is_about_the_data(int size)
    {
        await _store.SqlAsync("ALTER TABLE chat_conversations ADD CONSTRAINT calm CHECK (mood <> 'angry')");
        var turns = Some.Turns("session", size);
        turns[^1] = turns[^1] with { Mood = "angry" };

        Assert.Equal(StoreFailure.Content, (await Assert.ThrowsAsync<StoreException>(() => _store.Writer.WriteAsync(turns))).Failure);
    }

    [Fact]
    public async Task a_database_that_is_not_unicode_is_refused_with_the_remedy()
    {
        await using var admin = await PostgresServer.ConnectAsync(_store.Place.AdminUrl);
        var name = $"{_store.Place.Name}_latin";
        await admin.SqlAsync($"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        try
        {
            await using var store = new PostgreSqlStore(new Database(PostgreSqlUrl.Parse(new UriBuilder(_store.Place.AdminUrl) { Path = name }.Uri.AbsoluteUri)), TimeProvider.System);

            var failure = await Assert.ThrowsAsync<StoreException>(() => store.MigrateAsync());

            Assert.Equal(StoreFailure.Schema, failure.Failure);
            Assert.Contains("createdb -E UTF8", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            await admin.SqlAsync($"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    [Fact]
    public async Task a_pooler_that_nobody_named_is_found()
    {
        await using var store = await TempStore.OpenAsync(TimeProvider.System, static place => $"{place.PgBouncerUrl}?pgbouncer=false");
        await store.Schema.MigrateAsync();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => store.Writer.WriteAsync([Some.Turn($"session {number % 7}", number)])));

        Assert.Equal(200L, Assert.Single(Assert.Single(await store.SqlAsync("SELECT sum(total_messages) FROM chat_sessions"))));
        Assert.Empty(await store.SqlAsync("SELECT name FROM pg_prepared_statements"));
    }

    [Fact]
    public async Task times_that_no_calendar_here_shows_are_read_as_the_nearest()
    {
        await _store.SqlAsync("INSERT INTO chat_sessions (id, started_at, last_activity) VALUES ('session', '-infinity', '20000-01-01 00:00:00+00')");
        await _store.SqlAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp) VALUES ('session', 'x', 'y', '20000-01-01 00:00:00+00')");

        await _store.PlainSql().RunAsync(default);

        var session = Assert.Single(await _store.Reader.ListSessionsAsync(new SessionQuery { Limit = 10 }));
        Assert.Equal((DateTimeOffset.MinValue, DateTimeOffset.MaxValue), (session.StartedAt, session.LastActivity));
        Assert.Equal(DateTimeOffset.MaxValue, Assert.Single(await _store.Reader.GetHistoryAsync(new HistoryQuery("session", 10))).Timestamp);
    }
}
