using System.Globalization;

namespace ChatLedger.Extensions.AI.Tests.Demo;

public sealed class DemoReplyTests
{
    [Theory]
    [InlineData("hello")]
    [InlineData("Hi there!")]
    public void a_greeting_is_returned_with_an_introduction(string greeting)
    {
        var reply = DemoReply.Compose(greeting, mood: null);

        Assert.StartsWith("Hello! I am ChatLedger's built-in demo", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Who are you?", "no language model")]
    [InlineData("What is ChatLedger?", "records every turn")]
    [InlineData("Where are my messages stored?", "journal")]
    [InlineData("How do I delete my chat history", "on record")]
    [InlineData("Can I use a real model?", "OPENAI_API_KEY")]
    [InlineData("Thanks a lot!", "You are welcome")]
    public void a_plain_question_about_chatledger_is_answered(string question, string part) =>
        Assert.Contains(part, DemoReply.Compose(question, mood: null), StringComparison.Ordinal);

    [Theory]
    [InlineData("I am feeling hungry", "You write “I am feeling hungry”, 4 words.")]
    [InlineData("Is it open?", "You ask “Is it open?”, 3 words.")]
    [InlineData("Pizza", "“Pizza”, 1 word.")]
    [InlineData("你好吗？", "You ask “你好吗？”, 4 characters.")]
    [InlineData("👩‍👩‍👧", "“👩‍👩‍👧”, 1 character.")]
    [InlineData("two\nlines\there", "“two lines here”, 3 words.")]
    public void any_other_message_is_restated_and_measured(string message, string restated) =>
        Assert.Contains(restated, DemoReply.Compose(message, mood: null), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("\u0000\u0007")]
    public void a_message_of_nothing_is_called_that(string message) =>
        Assert.StartsWith("That was a message without words.", DemoReply.Compose(message, mood: null), StringComparison.Ordinal);

    [Fact]
    public void an_unpaired_surrogate_does_not_come_back()
    {
        var reply = DemoReply.Compose("half \ud83d a face", mood: null);

        Assert.Contains("half \ufffd a face", reply, StringComparison.Ordinal);
    }

    [Fact]
    public void a_long_message_in_any_language_is_cut_between_graphemes()
    {
        Assert.All(RealTexts.Languages, text =>
        {
            var line = string.Join(' ', $"{text} {text}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var subject = DemoQuestion.Read(line).Subject;

            var graphemes = StringInfo.ParseCombiningCharacters(line);
            Assert.EndsWith("…", subject, StringComparison.Ordinal);
            Assert.Equal(graphemes[60], subject.Length - 1);
        });
    }

    [Fact]
    public void a_cluster_that_lies_across_the_cut_stays_whole_or_stays_out()
    {
        const string family = "👩‍👩‍👧";
        var message = string.Concat(Enumerable.Repeat(family, 61));

        Assert.Equal(string.Concat(Enumerable.Repeat(family, 60)) + "…", DemoQuestion.Read(message).Subject);
    }
}
