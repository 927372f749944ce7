using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI.Tests.Providers;

public sealed class FailingAnthropicTests : FailingModelTests
{
    private protected override string[] Begun => [AnthropicEvents.Start, AnthropicEvents.Text("half")];

    private protected override string[] Ended => [AnthropicEvents.Finish()];

    private protected override Models Ask(Uri server, TimeProvider? time = null) => Models.Anthropic(server, time);

    [Theory]
    [InlineData("overloaded_error", ModelFailure.Unavailable)]
    [InlineData("rate_limit_error", ModelFailure.RateLimited)]
    [InlineData("authentication_error", ModelFailure.Unauthorized)]
    [InlineData("invalid_request_error", ModelFailure.Refused)]
    public async Task an_error_event_within_the_answer_has_the_word_of_its_type(string type, string slug)
    {
        await using var upstream = await Upstream.StartAsync(Answers.Events([.. Begun, AnthropicEvents.Error(type)]));
        using var models = Ask(upstream.Address);

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => models.Client.GetResponseAsync("hello"));

        Assert.Equal(slug, ModelFailure.Classify(thrown).Slug);
    }
}
