namespace ChatLedger.AspNetCore.Tests;

/// <summary>A server that is told to stop while it answers.</summary>
public sealed class StoppingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task an_answer_that_does_not_end_in_time_is_recorded_as_far_as_it_came(bool stream)
    {
        using var folder = new TempFolder();
        var setup = new Setup { Directory = folder.Path, Chat = chat => chat.StopWait = TimeSpan.FromMilliseconds(50) };
        var session = Calls.NewSession();
        Task<Reply> reply;
        await using (var server = await LedgerServer.StartAsync(setup))
        {
            var taken = new TaskCompletionSource();
            server.Model.On("Endless").Say("As far as ").Do(taken.SetResult);
            reply = server.PostAsync("/api/chat", new { message = "Endless", sessionId = session, stream });
            await taken.Task.Soon();
            await server.StopAsync();
            Assert.Contains("model-server-stopping", (await reply).Text, StringComparison.Ordinal);
        }

        await using var after = await LedgerServer.StartAsync(setup);
        var turn = await after.TurnAsync(session);
        Assert.Equal((TurnStatus.Failed, "server-stopping", "As far as "), (turn.Status, turn.Error, turn.AiResponse));
    }

    [Fact]
    public async Task an_answer_that_ends_in_time_is_whole()
    {
        using var folder = new TempFolder();
        var setup = new Setup { Directory = folder.Path, Chat = chat => chat.StopWait = TimeSpan.FromSeconds(30) };
        var session = Calls.NewSession();
        await using (var server = await LedgerServer.StartAsync(setup))
        {
            var answer = server.Model.On("Just in time").Say("All ");
            await using var events = await server.StreamAsync("Just in time", session);
            await events.NextAsync("session");
            var stopped = server.StopAsync();
            answer.Say("of it").End();
            Assert.Equal("done", (await events.RestAsync())[^1].Name);
            await stopped;
        }

        await using var after = await LedgerServer.StartAsync(setup);
        Assert.Equal("All of it", (await after.TurnAsync(session)).AiResponse);
    }
}
