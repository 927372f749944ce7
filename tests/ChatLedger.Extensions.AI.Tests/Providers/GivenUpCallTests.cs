using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI.Tests.Providers;

/// <summary>A call that nobody waits for any more ends at the model too, so that it stops generating.</summary>
public sealed class GivenUpCallTests
{
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    public async Task cancelling_while_the_model_is_silent_hangs_up(string language)
    {
        await using var upstream = await Upstream.StartAsync(Answers.ThenHang(Begun(language)));
        using var models = Ask(language, upstream.Address);
        using var leaving = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in models.Client.GetStreamingResponseAsync("hello", cancellationToken: leaving.Token))
            {
                if (update.Text.Length > 0)
                    await leaving.CancelAsync();
            }
        });

        await upstream.Abandoned.WaitAsync(Promptly);
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    public async Task cancelling_before_the_first_word_hangs_up(string language)
    {
        var asked = new TaskCompletionSource();
        await using var upstream = await Upstream.StartAsync(context =>
        {
            asked.SetResult();
            return Answers.Silence(context);
        });
        using var models = Ask(language, upstream.Address);
        using var leaving = new CancellationTokenSource();

        var call = models.Client.GetResponseAsync("hello", cancellationToken: leaving.Token);
        await asked.Task;
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await upstream.Abandoned.WaitAsync(Promptly);
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    public async Task leaving_the_loop_hangs_up_on_a_model_that_keeps_talking(string language)
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            await Answers.Events(Begun(language))(context);
            await Answers.Endless(Piece(language))(context);
        });
        using var models = Ask(language, upstream.Address);

        await foreach (var update in models.Client.GetStreamingResponseAsync("hello"))
        {
            if (update.Text.Length > 0)
                break;
        }

        await upstream.Abandoned.WaitAsync(Promptly);
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    public async Task leaving_the_loop_hangs_up_on_a_model_that_fell_silent(string language)
    {
        await using var upstream = await Upstream.StartAsync(Answers.ThenHang(Begun(language)));
        using var models = Ask(language, upstream.Address);

        await foreach (var update in models.Client.GetStreamingResponseAsync("hello"))
        {
            if (update.Text.Length > 0)
                break;
        }

        await upstream.Abandoned.WaitAsync(Promptly);
    }

    private static Models Ask(string language, Uri server) => language == "OpenAI" ? Models.OpenAI(server) : Models.Anthropic(server);

    private static string[] Begun(string language) =>
        language == "OpenAI" ? [OpenAIEvents.Text("half")] : [AnthropicEvents.Start, AnthropicEvents.Text("half")];

    private static string Piece(string language) => language == "OpenAI" ? OpenAIEvents.Text("more") : AnthropicEvents.Text("more");
}
