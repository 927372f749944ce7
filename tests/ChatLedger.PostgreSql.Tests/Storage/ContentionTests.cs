using ChatLedger.Conformance;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>Many write into the same sessions.</summary>
public sealed class ContentionTests
{
    private const int Writers = 8;

    private static readonly string[] Sessions = [.. Dialogues.Sample.Select(static turn => turn.Dialogue).Distinct(StringComparer.Ordinal).Take(25), "Ünïcode", "ünïcode", "_a", "a_", "B", "\U0001F600"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task eight_writers_of_the_same_sessions_never_deadlock_and_count_exactly(bool isPooled)
    {
        await using var store = await TempStore.MigratedAsync(url: place => isPooled ? $"{place.PgBouncerUrl}?pgbouncer=true" : place.Url);
        await store.Partitions(retentionDays: 1).RunAsync(default);
        using var done = new CancellationTokenSource();
        var plain = Task.Run(() => WritePlainSqlAsync(store, done.Token));

        var written = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(store, writer))));
        await done.CancelAsync();

        Assert.Equal(written.Sum(), await store.NumberAsync("SELECT count(*) FROM chat_conversations WHERE source = 'chat'"));
        Assert.Equal(written.Sum() + await plain, await store.NumberAsync("SELECT sum(total_messages) FROM chat_sessions"));
        Assert.Equal(0, await store.NumberAsync(
            "SELECT count(*) FROM chat_sessions AS s WHERE total_messages <> (SELECT count(*) FROM chat_conversations AS c WHERE c.session_id = s.id)"));
    }

    /// <summary>Nothing is tried again here: a deadlock is a failure of the test.</summary>
    private static async Task<long> WriteAsync(TempStore store, int writer)
    {
        long written = 0;
        for (var batch = 0; batch < 30; batch++)
        {
            Turn[] turns = [.. Enumerable.Range(0, batch % 2 == 0 ? 60 : 100).Select(second => Some.Turn(Sessions[Random.Shared.Next(Sessions.Length)], second))];
            written += (await store.Writer.WriteAsync(turns)).Count(static result => result.Outcome == WriteOutcome.Inserted);
            if (batch % 10 == writer) await store.Reader.GetHistoryAsync(new HistoryQuery(Sessions[writer], 100));
        }

        return written;
    }

    /// <summary>Another program writes into the same sessions, and the step sees to its rows.</summary>
    private static async Task<long> WritePlainSqlAsync(TempStore store, CancellationToken done)
    {
        var step = store.PlainSql();
        long written = 0;
        while (!done.IsCancellationRequested)
        {
            var session = Sessions[written++ % Sessions.Length];
            await store.SqlAsync(
                $"INSERT INTO chat_sessions (id) VALUES ('{session}') ON CONFLICT (id) DO NOTHING; "
                + $"INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('{session}', 'x', 'y'); "
                + $"UPDATE chat_sessions SET last_activity = now(), total_messages = total_messages + 1 WHERE id = '{session}'");
            await step.RunAsync(CancellationToken.None);
        }

        return written;
    }
}
