using System.Globalization;
using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Tests.Support;
using Npgsql;

namespace ChatLedger.PostgreSql.Tests.Adoption;

/// <summary>
/// A program that goes on chatting with plain SQL, on one connection that it never renews: it inserts turns, counts them in their session, mends some
/// and deletes some, and remembers what it was acknowledged. Any error ends it and its test.
/// </summary>
internal sealed class LiveProgram(string name)
{
    private readonly Dictionary<long, (string Session, string Message, string Answer)> _rows = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _done;

    /// <summary>The rows that were acknowledged and not deleted.</summary>
    public IReadOnlyDictionary<long, (string Session, string Message, string Answer)> Rows => _rows;

    /// <summary>How often each session was counted up.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>How much it has done so far.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Asks it to end after the turn it is at.</summary>
    public void Stop() => _stop.TrySetResult();

    /// <summary>Chats until it is stopped.</summary>
    public async Task RunAsync(string url)
    {
        await using var connection = await PostgresServer.ConnectAsync(url);
        for (var number = 0; !_stop.Task.IsCompleted; number++)
        {
            var line = Dialogues.Sample[number % Dialogues.Sample.Count];
            var session = $"live-{name}-{number % 20}";
            // As programs do: sometimes each statement by itself, sometimes all in one transaction, sometimes the session first.
            await using var transaction = number % 3 == 0 ? null : await connection.BeginTransactionAsync();
            if (number % 3 == 1) await CountAsync(connection, session);
            var id = await InsertAsync(connection, session, line.User, line.Assistant);
            if (number % 3 != 1) await CountAsync(connection, session);
            if (transaction is not null) await transaction.CommitAsync();
            _rows[id] = (session, line.User, line.Assistant);
            _counts[session] = _counts.GetValueOrDefault(session) + 1;
            if (number % 5 == 4) await MendAsync(connection, _rows.Keys.ElementAt(number % _rows.Count));
            if (number % 7 == 6) await DeleteAsync(connection, _rows.Keys.ElementAt(number % _rows.Count));
            Interlocked.Increment(ref _done);
        }
    }

    private static async Task<long> InsertAsync(NpgsqlConnection connection, string session, string message, string answer)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO chat_conversations (session_id, user_message, ai_response, mood, metadata) VALUES ($1, $2, $3, 'neutral', '{\"live\": true}') RETURNING id", connection)
        {
            Parameters = { new() { Value = session }, new() { Value = message }, new() { Value = answer } },
        };
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static async Task CountAsync(NpgsqlConnection connection, string session)
    {
        await using var command = new NpgsqlCommand("INSERT INTO chat_sessions (id, metadata) VALUES ($1, '{}') ON CONFLICT (id) DO NOTHING", connection) { Parameters = { new() { Value = session } } };
        await command.ExecuteNonQueryAsync();
        await using var update = new NpgsqlCommand(
            "UPDATE chat_sessions SET last_activity = NOW(), total_messages = total_messages + 1 WHERE id = $1", connection)
        { Parameters = { new() { Value = session } } };
        Assert.Equal(1, await update.ExecuteNonQueryAsync());
    }

    private async Task MendAsync(NpgsqlConnection connection, long id)
    {
        var mended = _rows[id] with { Answer = "mended" };
        await using var command = new NpgsqlCommand("UPDATE chat_conversations SET ai_response = 'mended' WHERE id = $1", connection) { Parameters = { new() { Value = id } } };
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        _rows[id] = mended;
    }

    private async Task DeleteAsync(NpgsqlConnection connection, long id)
    {
        await using var command = new NpgsqlCommand("DELETE FROM chat_conversations WHERE id = $1", connection) { Parameters = { new() { Value = id } } };
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        _rows.Remove(id);
    }
}
