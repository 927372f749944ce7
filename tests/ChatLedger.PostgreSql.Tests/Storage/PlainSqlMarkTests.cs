using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>A session that was last active long ago shows a row that plain SQL adds, from the moment of its commit.</summary>
public sealed class PlainSqlMarkTests : IAsyncLifetime
{
    private const string Insert = "INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('session', 'x', 'y')";

    private static readonly TimeSpan Max = TimeSpan.FromSeconds(60);

    private TempStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = await TempStore.MigratedAsync(TimeProvider.System);
        await _store.Writer.WriteAsync([Some.Turn()]);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task a_row_of_a_transaction_that_was_open_for_long_is_shown_at_once_and_from_then_on()
    {
        var step = _store.PlainSql();
        await using var program = await PostgresServer.ConnectAsync(_store.Place.Url);
        await program.SqlAsync("BEGIN; SELECT now()");
        await RunPastMarginAsync(step);

        await program.SqlAsync(Insert);
        await program.SqlAsync("COMMIT");

        Assert.Equal(2, await CountAsync());
        for (var run = 0; run < 20; run++)
        {
            await step.RunAsync(default);
            Assert.Equal(2, await CountAsync());
        }
    }

    [Fact]
    public async Task a_row_that_somebody_holds_is_shown_while_it_cannot_be_seen_to()
    {
        var mark = new PlainSqlMark(_store.Database);
        await _store.SqlAsync("UPDATE ledger_marks SET reached = now() - interval '1 hour'");
        await _store.SqlAsync(Insert.Replace("ai_response)", "ai_response, timestamp)", StringComparison.Ordinal).Replace("'y')", "'y', now() - interval '1 minute')", StringComparison.Ordinal));
        await mark.NextAsync(default);
        await using var holder = await PostgresServer.ConnectAsync(_store.Place.Url);
        await holder.SqlAsync("BEGIN; SELECT * FROM chat_conversations WHERE turn_id IS NULL FOR UPDATE");
        using var limit = new CancellationTokenSource(Max);
        (DateTimeOffset Mark, bool IsReached) next;
        do next = await mark.NextAsync(limit.Token);
        while (!next.IsReached);

        await _store.PlainSql().RunAsync(default);
        await mark.SetAsync(next.Mark, next.Mark.AddDays(-1), default);

        Assert.Equal(2, await CountAsync());
        await holder.SqlAsync("COMMIT");
        await _store.PlainSql().RunAsync(default);
        Assert.Equal(1, await mark.SetAsync(next.Mark, next.Mark.AddDays(-1), default));
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task the_mark_follows_when_every_transaction_is_over_and_never_goes_back()
    {
        var step = _store.PlainSql();
        var before = await MarkAsync();
        await _store.SqlAsync(Insert);
        var written = (DateTime)(await _store.ValueAsync("SELECT max(timestamp) FROM chat_conversations"))!;

        using var limit = new CancellationTokenSource(Max);
        var marks = new List<DateTime> { before };
        while (marks[^1] <= written)
        {
            await step.RunAsync(limit.Token);
            marks.Add(await MarkAsync());
        }

        Assert.Equal(marks.Order(), marks);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task every_committed_row_is_shown_at_every_moment_while_two_servers_are_at_it()
    {
        const int Sessions = 60;
        await _store.SqlAsync($"INSERT INTO chat_sessions (id, started_at, last_activity) SELECT 's' || n, '2020-01-01', '2020-01-01' FROM generate_series(0, {Sessions - 1}) AS n");
        await using var other = _store.AnotherWay();
        using var done = new CancellationTokenSource();
        var steps = ((PlainSqlStep[])[_store.PlainSql(), _store.PlainSql(other)]).Select(step => Task.Run(() => RunUntilAsync(step, done.Token))).ToList();

        await Parallel.ForAsync(0, Sessions, new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (number, _) => await WriteSlowlyAndLookAsync($"s{number}"));
        await done.CancelAsync();
        await Task.WhenAll(steps);

        Assert.Equal(Sessions, await _store.NumberAsync("SELECT count(*) FROM chat_conversations WHERE source = 'sql'"));
    }

    private async Task WriteSlowlyAndLookAsync(string session)
    {
        await using var program = await PostgresServer.ConnectAsync(_store.Place.Url);
        await program.SqlAsync("BEGIN; SELECT pg_sleep(random() * 2)");
        await program.SqlAsync($"INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('{session}', 'x', 'y'); COMMIT");
        for (var look = 0; look < 10; look++) Assert.Single(await _store.Reader.GetHistoryAsync(new HistoryQuery(session, 10)));
    }

    private static async Task RunUntilAsync(PlainSqlStep step, CancellationToken done)
    {
        while (!done.IsCancellationRequested) await step.RunAsync(CancellationToken.None);
    }

    /// <summary>Runs the step, again and again, until the mark would have passed anything written before that it does not wait for.</summary>
    private async Task RunPastMarginAsync(PlainSqlStep step)
    {
        var end = (DateTime)(await _store.ValueAsync("SELECT clock_timestamp() + interval '2.5 seconds'"))!;
        while ((DateTime)(await _store.ValueAsync("SELECT clock_timestamp()"))! < end) await step.RunAsync(default);
    }

    private async Task<int> CountAsync() => (await _store.Reader.GetHistoryAsync(new HistoryQuery("session", 10))).Count;

    private async Task<DateTime> MarkAsync() => (DateTime)(await _store.ValueAsync("SELECT reached FROM ledger_marks WHERE step = 'plain-sql'"))!;
}
