using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI.Tests.Demo;

public sealed class DemoChatClientTests
{
    private static readonly DemoChatClient Hurried = new(TimeSpan.Zero, TimeProvider.System);

    [Fact]
    public async Task it_says_that_it_is_a_demo_and_looks_nothing_up()
    {
        var answer = await Hurried.GetResponseAsync("Which restaurants are open in Prague tonight?");

        Assert.Contains("demo", answer.Text, StringComparison.Ordinal);
        Assert.Contains("look nothing up", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task it_names_itself_as_the_model_ends_normally_and_reports_no_usage()
    {
        var answer = await Hurried.GetResponseAsync("hello");

        Assert.Equal(("demo", ChatFinishReason.Stop), (answer.ModelId, answer.FinishReason));
        Assert.Null(answer.Usage);
        Assert.Equal("demo", Hurried.GetService<ChatClientMetadata>()?.DefaultModelId);
    }

    [Fact]
    public async Task the_same_message_in_the_same_mood_gets_the_same_answer()
    {
        Assert.Equal(await AnswerAsync("Is it raining?", "happy"), await AnswerAsync("Is it raining?", "happy"));
    }

    [Fact]
    public async Task it_answers_the_last_message_of_a_conversation()
    {
        ChatMessage[] conversation = [new(ChatRole.User, "apples"), new(ChatRole.Assistant, "pears"), new(ChatRole.User, "plums")];

        var answer = (await Hurried.GetResponseAsync(conversation)).Text;

        Assert.Contains("“plums”", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("apples", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task its_manner_follows_the_mood()
    {
        string[] moods = ["neutral", "happy", "curious", "confused", "frustrated", "sad", "angry"];

        var answers = await Task.WhenAll(moods.Select(mood => AnswerAsync("My card has not arrived.", mood)));

        Assert.Equal(moods.Length, answers.Distinct().Count());
        Assert.All(answers, answer => Assert.Contains("My card has not arrived.", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_mood_it_does_not_know_is_answered_plainly() =>
        Assert.Equal(await AnswerAsync("My card has not arrived.", "neutral"), await AnswerAsync("My card has not arrived.", "flabbergasted"));

    [Fact]
    public async Task it_speaks_word_by_word_with_its_pause_between()
    {
        var time = new ManualTime();
        using var demo = new DemoChatClient(TimeSpan.FromMilliseconds(20), time);
        await using var words = demo.GetStreamingResponseAsync("hello").GetAsyncEnumerator();

        Assert.True(await words.MoveNextAsync());
        Assert.Equal("Hello! ", words.Current.Text);
        var next = words.MoveNextAsync();
        time.Advance(TimeSpan.FromMilliseconds(19));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await next);
        Assert.Equal("I ", words.Current.Text);
    }

    [Fact]
    public async Task it_falls_silent_when_it_is_given_up()
    {
        using var demo = new DemoChatClient(TimeSpan.FromMilliseconds(20), new ManualTime());
        using var leaving = new CancellationTokenSource();
        await using var words = demo.GetStreamingResponseAsync("hello", cancellationToken: leaving.Token).GetAsyncEnumerator();
        await words.MoveNextAsync();

        var next = words.MoveNextAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public void its_words_make_up_the_text_and_split_no_grapheme()
    {
        foreach (var (text, graphemes) in RealTexts.Graphemes)
        {
            var words = DemoChatClient.Words(text).ToList();

            Assert.Equal(text, string.Concat(words));
            var borders = Borders(graphemes).ToHashSet();
            Assert.All(Borders(words), border => Assert.Contains(border, borders));
        }
    }

    private static IEnumerable<int> Borders(IEnumerable<string> pieces)
    {
        var at = 0;
        return pieces.Select(piece => at += piece.Length);
    }

    private static async Task<string> AnswerAsync(string message, string mood) =>
        (await Hurried.GetResponseAsync(message, new() { AdditionalProperties = new() { ["mood"] = mood } })).Text;
}
