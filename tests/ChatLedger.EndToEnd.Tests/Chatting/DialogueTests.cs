using System.Text.Json;
using ChatLedger.Conformance;
using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Chatting;

[Collection(UnderLoad.Name)]
public sealed class DialogueTests
{
    private const int Count = 300;
    private const int AtOnce = 64;

    [LinuxFact]
    public async Task three_hundred_real_dialogues_chatted_sixty_four_at_a_time_are_read_back_in_order()
    {
        using var place = new TempPlace();
        await using var server = await ServerProcess.StartAsync(place, new Dictionary<string, string> { ["CHATLEDGER__MODEL__DEMOWORDDELAY"] = "00:00:00" });
        // Every source and language of the sample takes part: two of three dialogues.
        var dialogues = Dialogues.Sample.GroupBy(static turn => turn.Dialogue).Where(static (_, index) => index % 3 != 0).Take(Count).ToList();
        Assert.Equal(Count, dialogues.Count);

        await Parallel.ForEachAsync(dialogues, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (dialogue, _) =>
        {
            var session = Driver.NewSessionId();
            var expected = await ChatAsync(server.Chat, session, dialogue);
            Assert.Equal(expected, ReadTurns(await server.Chat.HistoryAsync(session)));
            Assert.Equal(expected, ReadTurns(await server.Chat.OwnHistoryAsync(session)));
        });
        await server.StopAsync();

        Assert.Equal(dialogues.Sum(static dialogue => dialogue.Count()), Files.Turns(place).Count);
        Assert.Equal(Count, Files.Sessions(place).Count);
    }

    private static async Task<List<ChattedTurn>> ChatAsync(ChatCalls chat, string session, IEnumerable<DialogueTurn> dialogue)
    {
        var turns = new List<ChattedTurn>();
        foreach (var turn in dialogue)
        {
            var answer = await chat.AskAsync(new Message(session, turn.User, turn.Mood));
            turns.Add(new ChattedTurn(answer.TurnId, turn.User, answer.Text, turn.Mood));
        }

        return turns;
    }

    private static List<ChattedTurn> ReadTurns(JsonElement page) =>
    [
        .. page.GetProperty("items").EnumerateArray().Select(static turn => new ChattedTurn(
            turn.GetProperty("turnId").GetGuid(), turn.GetProperty("userMessage").GetString()!, turn.GetProperty("aiResponse").GetString()!, turn.GetProperty("mood").GetString())),
    ];

    private sealed record ChattedTurn(Guid? TurnId, string Question, string Answer, string? Mood);
}
