using System.Net.Http.Json;
using System.Text.Json;
using ChatLedger.Conformance;
using ChatLedger.EndToEnd.Tests.Support;
using ChatLedger.PostgreSql.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.PostgreSql;

/// <summary>What a ledger is for, on an empty PostgreSQL database: nothing but its address is given.</summary>
public sealed class MainJobTests
{
    [LinuxTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task turns_are_chatted_recorded_imported_counted_and_read_back_also_after_a_restart(bool isPooled)
    {
        await using var database = await TempDatabase.CreateAsync();
        using var place = new TempPlace();
        var settings = new Dictionary<string, string> { ["DATABASE_URL"] = isPooled ? $"{database.PgBouncerUrl}?pgbouncer=true" : database.Url };
        var dialogue = Dialogues.Sample.GroupBy(static turn => turn.Dialogue).First(static turns => turns.Count() > 3).ToList();
        var session = Driver.NewSessionId();
        var lines = SampleFile.UndatedLines.Take(200).ToList();

        await using (var server = await ServerProcess.StartAsync(place, settings))
        {
            var answers = new List<Answer>();
            foreach (var turn in dialogue) answers.Add(await (turn.Turn % 2 == 0 ? server.Chat.AskAsync(new Message(session, turn.User)) : server.Chat.StreamAsync(new Message(session, turn.User))));
            await RecordTwiceAsync(server);
            await database.SqlAsync($"INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('{session}', 'by plain SQL', 'x')");
            var imported = (await Verb.RunBareAsync(place, settings, "import", place.Write("sample.jsonl", lines), "--data", place.Data)).Succeeded();

            Assert.Equal(dialogue.Zip(answers).Select(static pair => (pair.First.User, pair.Second.Text)).Append(("by plain SQL", "x")), Texts(await server.Chat.HistoryAsync(session)));
            Assert.StartsWith("200 turns recorded", imported, StringComparison.Ordinal);
            Assert.Equal(("ready", "up"), await server.ReadinessAsync());
            await server.StopAsync();
        }

        await using (var server = await ServerProcess.StartAsync(place, settings))
        {
            Assert.Equal(dialogue.Count + 1, Texts(await server.Chat.HistoryAsync(session)).Count);
            await server.StopAsync();
        }

        Assert.Matches($@"Turns\s+{dialogue.Count + 1}\b", (await Verb.RunBareAsync(place, settings, "stats", session, "--data", place.Data)).Succeeded());
        long[] expected = [dialogue.Count + 202, dialogue.Count + 202, dialogue.Count + 201];
        Assert.Equal([[.. expected.Cast<object?>()]], await database.SqlAsync("SELECT count(*), count(DISTINCT id), (SELECT sum(total_messages)::bigint FROM chat_sessions) FROM chat_conversations"));
        Assert.False(File.Exists(Path.Combine(place.Data, "chatledger.db")));
    }

    private static async Task RecordTwiceAsync(ServerProcess server)
    {
        var turn = new { sessionId = "recorded", userMessage = "Do you deliver on Sundays?", aiResponse = "We do.", turnId = Guid.CreateVersion7() };
        for (var time = 0; time < 2; time++)
        {
            using var response = await server.Http.PostAsJsonAsync("/api/conversations", turn);
            var receipt = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(turn.turnId, receipt.GetProperty("turnId").GetGuid());
        }
    }

    private static List<(string Question, string Answer)> Texts(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(static turn => (turn.GetProperty("userMessage").GetString()!, turn.GetProperty("aiResponse").GetString()!))];
}
