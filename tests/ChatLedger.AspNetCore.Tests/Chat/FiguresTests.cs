using Microsoft.Extensions.AI;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>What is measured around the model.</summary>
public sealed class FiguresTests : IAsyncLifetime
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private LedgerServer _server = null!;

    public async Task InitializeAsync() => _server = await LedgerServer.StartAsync(new Setup { Time = _time });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task the_time_to_the_first_text_and_to_the_end_are_measured(bool stream)
    {
        var session = Calls.NewSession();
        _server.Model.On("Time me").Do(Pass(90)).Say(new ChatResponseUpdate { ModelId = "slow-model-1" }).Do(Pass(30)).Say("First ").Do(Pass(300)).Say("last.").Do(Pass(5)).End();

        var reply = await _server.PostAsync("/api/chat", new { message = "Time me", sessionId = session, stream });

        var turn = await _server.TurnAsync(session);
        Assert.Equal((120, 425), (turn.FirstTokenMs, turn.ResponseTimeMs));
        Assert.Contains("\"responseTimeMs\":425", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task waiting_for_the_journal_is_not_the_models_time()
    {
        var session = Calls.NewSession();
        _server.Journal.Closings.Hold();
        _server.Model.On("Time me").Do(Pass(50)).Say("Done").End();
        var reply = _server.ChatAsync("Time me", session);
        await _server.Journal.Closings.Reached.Soon();

        _time.Advance(TimeSpan.FromSeconds(1));
        _server.Journal.Closings.Release();

        Assert.Equal(50, (await reply).Json.GetProperty("responseTimeMs").GetInt32());
    }

    [Fact]
    public async Task the_model_and_its_tokens_are_recorded_as_it_names_them()
    {
        var session = Calls.NewSession();
        _server.Model.On("Count")
            .Say(new ChatResponseUpdate(ChatRole.Assistant, "One") { ModelId = "model-2026-01" })
            .Say(new ChatResponseUpdate { Contents = [new UsageContent(new UsageDetails { InputTokenCount = 12, OutputTokenCount = 34 })] })
            .End();

        await _server.ChatAsync("Count", session);

        var turn = await _server.TurnAsync(session);
        Assert.Equal(("model-2026-01", 12, 34), (turn.Model, turn.InputTokens, turn.OutputTokens));
    }

    [Fact]
    public async Task what_a_model_does_not_tell_is_not_made_up()
    {
        var session = Calls.NewSession();

        await _server.ChatAsync("Nothing told", session);

        var turn = await _server.TurnAsync(session);
        Assert.Equal((null, null, null), (turn.Model, turn.InputTokens, turn.OutputTokens));
    }

    [Fact]
    public async Task a_models_name_that_is_too_long_is_cut_and_marked()
    {
        var session = Calls.NewSession();
        _server.Model.On("Name").Say(new ChatResponseUpdate(ChatRole.Assistant, "x") { ModelId = new string('m', 256) }).End();

        await _server.ChatAsync("Name", session);

        var turn = await _server.TurnAsync(session);
        Assert.Equal((new string('m', 255), """{"cut":"model"}"""), (turn.Model, turn.Metadata));
    }

    private Action Pass(int milliseconds) => () => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
