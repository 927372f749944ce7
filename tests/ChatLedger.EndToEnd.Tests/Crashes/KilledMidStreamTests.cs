using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Crashes;

[Collection(UnderLoad.Name)]
public sealed class KilledMidStreamTests
{
    private const int Streams = 20;
    private const int PiecesBefore = 40;
    private const string Question = "Could you tell me at length what becomes of this sentence and of your answer to it?";
    private const string TalkativeMood = "Curious";

    /// <summary>How old a text may be at most that is lost with its process.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromMilliseconds(250);

    /// <summary>What a machine that is busy with other things may add to it. The answers have been coming for two seconds, so enough is left to check.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(500);

    [LinuxFact]
    public async Task an_answer_being_streamed_is_kept_as_interrupted_up_to_the_last_checkpoint()
    {
        var crash = await KillAsync(Programs.Server, isStrict: false);

        Assert.All(crash.Watched, stream => Assert.NotEqual(0, stream.LengthBefore(crash.Moment, Promised + Tolerance)));
        Assert.Empty(crash.Watched.Select(stream => crash.FaultOf(stream, stream.LengthBefore(crash.Moment, Promised + Tolerance))).OfType<string>());
    }

    [LinuxFact]
    public async Task with_strict_streaming_everything_a_client_was_sent_is_kept()
    {
        var crash = await KillAsync(Programs.Server, isStrict: true);

        Assert.Empty(crash.Watched.Select(stream => crash.FaultOf(stream, stream.Received.Length)).OfType<string>());
    }

    /// <summary>The control: this journal acknowledges openings and checkpoints that it never writes.</summary>
    [LinuxFact]
    public async Task a_journal_that_only_pretends_to_write_checkpoints_is_caught()
    {
        var crash = await KillAsync(Programs.Control, isStrict: false);

        Assert.All(crash.Watched, stream => Assert.NotNull(crash.FaultOf(stream, stream.LengthBefore(crash.Moment, Promised + Tolerance))));
    }

    /// <summary>Kills a server that is in the middle of twenty answers, and reads what its successor makes of them.</summary>
    private static async Task<Crash> KillAsync(string program, bool isStrict)
    {
        using var place = new TempPlace();
        var settings = new Dictionary<string, string> { ["CHATLEDGER__MODEL__DEMOWORDDELAY"] = "00:00:00.050", ["CHATLEDGER__STRICTSTREAMING"] = $"{isStrict}" };
        List<WatchedStream> watched = [.. Enumerable.Range(0, Streams).Select(static _ => new WatchedStream(NewMessage(), PiecesBefore))];
        string whole;
        long moment;
        await using (var server = await ServerProcess.StartAsync(place, settings, program))
        {
            whole = (await server.Chat.AskAsync(NewMessage())).Text;
            var streams = watched.Select(stream => stream.WatchAsync(server.Chat)).ToList();
            await Task.WhenAll(watched.Select(static stream => stream.IsUnderWay)).OrTimeoutAsync();
            moment = TimeProvider.System.GetTimestamp();
            await server.KillAsync();
            Assert.All(await Task.WhenAll(streams), static broken => Assert.True(broken is IOException or HttpRequestException, broken.ToString()));
        }

        await using (var successor = await ServerProcess.StartAsync(place)) await successor.StopAsync();
        return new Crash(moment, whole, watched, Files.Turns(place));
    }

    private static Message NewMessage() => new(Driver.NewSessionId(), Question, TalkativeMood);

    /// <param name="Moment">When the server was killed.</param>
    /// <param name="WholeAnswer">What every answer would have been.</param>
    /// <param name="Watched">What the clients received.</param>
    /// <param name="Stored">What was there afterwards.</param>
    private sealed record Crash(long Moment, string WholeAnswer, IReadOnlyList<WatchedStream> Watched, IReadOnlyList<StoredTurn> Stored)
    {
        /// <summary>What is wrong with a stream's turn, if so many characters must be there; null where nothing is.</summary>
        public string? FaultOf(WatchedStream stream, int least)
        {
            StoredTurn[] rows = [.. Stored.Where(turn => turn.SessionId == stream.Message.SessionId)];
            if (rows is not [var row]) return $"{rows.Length} rows";
            if (row.Status != "interrupted" || row.UserMessage != Question) return $"a turn that is {row.Status}";
            if (!WholeAnswer.StartsWith(row.AiResponse, StringComparison.Ordinal)) return "another answer";
            return row.AiResponse.Length < least ? $"{row.AiResponse.Length} of {least} characters" : null;
        }
    }
}
