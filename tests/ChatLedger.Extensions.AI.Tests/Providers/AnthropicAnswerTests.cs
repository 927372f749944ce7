using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI.Tests.Providers;

public sealed class AnthropicAnswerTests
{
    [Fact]
    public async Task a_streamed_answer_arrives_piece_by_piece_with_ids_model_finish_and_usage()
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(AnthropicEvents.Answer("Good ", "morning")));
        using var models = Models.Anthropic(upstream.Address);

        var updates = await models.Client.GetStreamingResponseAsync("hello").ToListAsync();

        Assert.Equal(["Good ", "morning"], updates.Select(update => update.Text).Where(text => text.Length > 0));
        var answer = updates.ToChatResponse();
        Assert.Equal(("msg_1", "claude-served", ChatFinishReason.Stop), (answer.ResponseId, answer.ModelId, answer.FinishReason));
        Assert.Equal((3, 5), (answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount));
    }

    [Fact]
    public async Task characters_split_between_packets_are_put_together()
    {
        const string text = "Grüße 👩‍👩‍👧 你好";
        await using var upstream = await Upstream.StartAsync(Answers.ByteByByte(AnthropicEvents.Answer(text)));
        using var models = Models.Anthropic(upstream.Address);

        Assert.Equal(text, (await models.Client.GetResponseAsync("hello")).Text);
    }

    [Fact]
    public async Task the_request_names_key_model_and_limit_and_keeps_the_mood_at_home()
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(AnthropicEvents.Answer("fine")));
        using var models = Models.Anthropic(upstream.Address);

        await models.Client.GetResponseAsync("hello", new() { AdditionalProperties = new() { ["mood"] = "happy" } });

        using var body = JsonDocument.Parse(upstream.Body);
        Assert.Equal("/v1/messages", upstream.Path);
        Assert.Equal("Bearer key", upstream.Headers["authorization"]);
        Assert.Equal("claude-haiku-5-5", body.RootElement.GetProperty("model").GetString());
        Assert.Equal(1024, body.RootElement.GetProperty("max_tokens").GetInt32());
        Assert.DoesNotContain("happy", upstream.Body, StringComparison.Ordinal);
    }
}
