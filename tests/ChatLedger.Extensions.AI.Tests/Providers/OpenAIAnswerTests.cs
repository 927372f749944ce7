using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI.Tests.Providers;

public sealed class OpenAIAnswerTests
{
    [Fact]
    public async Task a_streamed_answer_arrives_piece_by_piece_with_ids_model_finish_and_usage()
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(OpenAIEvents.Answer("Good ", "morning")));
        using var models = Models.OpenAI(upstream.Address);

        var updates = await models.Client.GetStreamingResponseAsync("hello").ToListAsync();

        Assert.Equal(["Good ", "morning"], updates.Select(update => update.Text).Where(text => text.Length > 0));
        Assert.All(updates, update => Assert.Equal(("chatcmpl-1", "served-model"), (update.ResponseId, update.ModelId)));
        Assert.Equal(ChatFinishReason.Stop, Assert.Single(updates, update => update.FinishReason is not null).FinishReason);
        var usage = Assert.Single(updates.SelectMany(update => update.Contents).OfType<UsageContent>()).Details;
        Assert.Equal((3, 5, 8), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
    }

    [Fact]
    public async Task a_plain_answer_is_the_whole_text_with_its_usage()
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(OpenAIEvents.Answer("Good ", "morning")));
        using var models = Models.OpenAI(upstream.Address);

        var answer = await models.Client.GetResponseAsync("hello");

        Assert.Equal(("Good morning", "served-model", ChatFinishReason.Stop), (answer.Text, answer.ModelId, answer.FinishReason));
        Assert.Equal((3, 5), (answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount));
    }

    [Fact]
    public async Task a_server_that_counts_no_tokens_yields_no_usage()
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(OpenAIEvents.Text("hm"), OpenAIEvents.Finish(), OpenAIEvents.Done));
        using var models = Models.OpenAI(upstream.Address);

        Assert.Null((await models.Client.GetResponseAsync("hello")).Usage);
    }

    [Fact]
    public async Task an_answer_that_says_it_is_complete_needs_no_closing_mark()
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(OpenAIEvents.Text("whole"), OpenAIEvents.Finish()));
        using var models = Models.OpenAI(upstream.Address);

        Assert.Equal("whole", (await models.Client.GetResponseAsync("hello")).Text);
    }

    [Fact]
    public async Task a_server_that_leaves_out_ids_model_and_time_is_understood()
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(OpenAIEvents.SparseAnswer));
        using var models = Models.OpenAI(upstream.Address);

        var answer = await models.Client.GetResponseAsync("hello");

        Assert.Equal(("sparse", null, null), (answer.Text, answer.ModelId, answer.CreatedAt));
    }

    [Fact]
    public async Task characters_split_between_packets_are_put_together()
    {
        const string text = "Grüße 👩‍👩‍👧 你好";
        await using var upstream = await Upstream.StartAsync(Answers.ByteByByte(OpenAIEvents.Answer(text)));
        using var models = Models.OpenAI(upstream.Address);

        Assert.Equal(text, (await models.Client.GetResponseAsync("hello")).Text);
    }

    [Fact]
    public async Task a_refusal_is_shown_as_the_answer()
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(OpenAIEvents.Refusal("I would rather not."), OpenAIEvents.Finish(), OpenAIEvents.Done));
        using var models = Models.OpenAI(upstream.Address);

        Assert.Equal("I would rather not.", (await models.Client.GetResponseAsync("hello")).Text);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task the_reason_why_an_answer_ended_is_passed_on(string reason)
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(OpenAIEvents.Text("cut"), OpenAIEvents.Finish(reason), OpenAIEvents.Done));
        using var models = Models.OpenAI(upstream.Address);

        Assert.Equal(reason, (await models.Client.GetResponseAsync("hello")).FinishReason?.Value);
    }

    [Fact]
    public async Task the_conversation_goes_out_in_order_and_the_mood_stays_at_home()
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(OpenAIEvents.Answer("fine")));
        using var models = Models.OpenAI(upstream.Address);
        ChatMessage[] conversation = [new(ChatRole.User, "one"), new(ChatRole.Assistant, "two"), new(ChatRole.User, "three")];

        await models.Client.GetResponseAsync(conversation, new() { Instructions = "be brief", AdditionalProperties = new() { ["mood"] = "happy" } });

        using var body = JsonDocument.Parse(upstream.Body);
        var sent = body.RootElement.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("role").GetString(), m.GetProperty("content").GetString()));
        Assert.Equal([("system", "be brief"), ("user", "one"), ("assistant", "two"), ("user", "three")], sent);
        Assert.Equal("gpt-4o-mini", body.RootElement.GetProperty("model").GetString());
        Assert.Equal(1024, body.RootElement.GetProperty("max_completion_tokens").GetInt32());
        Assert.DoesNotContain("happy", upstream.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "/v1/chat/completions")]
    [InlineData("/", "/v1/chat/completions")]
    [InlineData("/v1", "/v1/chat/completions")]
    [InlineData("/v1/", "/v1/chat/completions")]
    [InlineData("/openai/v1/", "/openai/v1/chat/completions")]
    public async Task a_base_url_means_the_same_with_and_without_slash_and_version(string path, string asked)
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(OpenAIEvents.Answer("fine")));
        using var models = Models.Of(options => options.OpenAIBaseUrl = upstream.Address.AbsoluteUri.TrimEnd('/') + path);

        await models.Client.GetResponseAsync("hello");

        Assert.Equal(asked, upstream.Path);
    }

    [Fact]
    public async Task the_key_travels_as_a_bearer_token()
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events(OpenAIEvents.Answer("fine")));
        using var models = Models.Of(options => (options.OpenAIBaseUrl, options.OpenAIApiKey) = (upstream.Address.AbsoluteUri, "sk-one"));

        await models.Client.GetResponseAsync("hello");

        Assert.Equal("Bearer sk-one", upstream.Headers["authorization"]);
    }
}
