namespace ChatLedger.Conformance;

/// <summary>What people wrote is stored byte for byte, whatever it looks like.</summary>
public abstract class TextSuite : StoreSuite
{
    [Fact]
    public async Task naughty_strings_come_back_byte_for_byte()
    {
        Turn[] turns =
        [
            .. NaughtyStrings.All.Select((text, index) =>
                Some.Turn("session", index) with { UserMessage = text, AiResponse = text, UserAgent = text, Error = text }),
        ];
        await Writer.WriteAsync(turns);

        var stored = await HistoryAsync("session");

        Assert.Equal(515, turns.Length);
        Assert.Equal(
            turns.Select(turn => (turn.UserMessage, turn.AiResponse, turn.UserAgent, turn.Error)),
            stored.Select(turn => ((string, string, string?, string?))(turn.UserMessage, turn.AiResponse, turn.UserAgent, turn.Error)));
    }

    [Fact]
    public async Task naughty_strings_are_sessions_users_moods_and_models_like_any_other()
    {
        string[] names = [.. NaughtyStrings.All.Where(text => text.Length is > 0 and <= 50).Distinct()];
        await Writer.WriteAsync([.. names.Select((name, index) => Some.Turn(name, index) with { Mood = name, UserId = name, Model = name })]);

        foreach (var name in names)
        {
            var turn = Assert.Single(await HistoryAsync(name));
            Assert.Equal((name, name, name, name), (turn.SessionId, turn.Mood!, turn.UserId!, turn.Model!));
            Assert.Equal([name], (await Reader.GetSessionStatsAsync(name))!.Moods.Keys);
        }
    }

    [Fact]
    public async Task real_dialogues_come_back_byte_for_byte_and_in_order()
    {
        var turns = Dialogues.Turns();
        foreach (var batch in turns.Chunk(500)) await Writer.WriteAsync(batch);

        foreach (var session in turns.GroupBy(turn => turn.SessionId))
        {
            var stored = await HistoryAsync(session.Key);
            Assert.Equal(session.Select(turn => (turn.UserMessage, turn.AiResponse)), stored.Select(turn => (turn.UserMessage, turn.AiResponse)));
        }
    }

    [Fact]
    public async Task an_answer_of_a_mebibyte_is_whole()
    {
        var answer = string.Concat(Enumerable.Repeat("Schöne Grüße 🙂 ", 1 << 16));
        await Writer.WriteAsync([Some.Turn() with { AiResponse = answer }]);

        Assert.Equal(answer, Assert.Single(await HistoryAsync("session")).AiResponse);
    }
}
