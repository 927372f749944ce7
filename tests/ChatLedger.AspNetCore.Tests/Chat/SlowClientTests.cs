using ChatLedger.AspNetCore.Chat;
using ChatLedger.Capture;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>A client that reads slowly, or not at all.</summary>
public sealed class SlowClientTests
{
    [Fact]
    public async Task the_time_a_slow_client_takes_is_not_the_models_silence()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var server = await LedgerServer.StartAsync(new Setup { Time = time });
        var answer = server.Model.On("Slowly").Say("One ");
        await using var turn = server.Services.GetRequiredService<IChatLedger>().BeginTurn(new TurnStart { SessionId = "s", UserMessage = "Slowly" });
        var conversation = new Conversation("s", "Slowly", null, new RememberedSession(0), "");
        var (taken, reads) = (new TaskCompletionSource(), new TaskCompletionSource());

        var run = server.Services.GetRequiredService<ModelCaller>().RunAsync(conversation, turn, () => Task.CompletedTask, _ =>
        {
            taken.TrySetResult();
            return reads.Task;
        }, CancellationToken.None);
        await taken.Task.Soon();
        time.Advance(TimeSpan.FromHours(1));
        reads.SetResult();
        answer.Say("two").End();

        Assert.Equal((null, false), ((await run.Soon()).Failure, (await run).ClientLeft));
        await turn.CompleteAsync(new TurnFigures());
    }

    [Fact]
    public async Task a_client_that_stops_reading_is_given_up_and_what_was_produced_is_recorded()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Kestrel = kestrel => kestrel.Limits.MinResponseDataRate = new MinDataRate(1 << 30, TimeSpan.FromSeconds(2)) });
        var session = Calls.NewSession();
        var answer = server.Model.On("Too much");
        for (var i = 0; i < 200; i++) answer.Say(new string('x', 1 << 16));
        var body = $$"""{"message":"Too much","sessionId":"{{session}}","stream":true}""";
        using var connection = await RawConnection.OpenAsync(server, receiveBuffer: 8192);

        await connection.SendAsync($"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await answer.GivenUp;
        await server.Journal.ClosedAsync(session);

        var turn = await server.TurnAsync(session);
        Assert.Equal(TurnStatus.Aborted, turn.Status);
        Assert.InRange(turn.AiResponse.Length, 1 << 16, 199 << 16);
    }
}
