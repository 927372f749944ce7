namespace ChatLedger.Extensions.AI.Tests.Providers;

public sealed class FailingOpenAITests : FailingModelTests
{
    private protected override string[] Begun => [OpenAIEvents.Text("half")];

    private protected override string[] Ended => [OpenAIEvents.Finish(), OpenAIEvents.Done];

    private protected override Models Ask(Uri server, TimeProvider? time = null) => Models.OpenAI(server, time);

    [Fact]
    public async Task an_error_event_within_the_answer_breaks_it_off() =>
        await FailsAsync(Answers.Events([.. Begun, OpenAIEvents.Error, OpenAIEvents.Done]), ModelFailure.BrokeOff, "half");

    [Fact]
    public async Task a_reason_for_ending_that_nobody_knows_is_a_bad_response_after_the_text() =>
        await FailsAsync(Answers.Events([.. Begun, OpenAIEvents.Finish("tired"), OpenAIEvents.Done]), ModelFailure.BadResponse, "half");
}
