using ChatLedger.Capture;

namespace ChatLedger.Tests.Capture;

public sealed class LimitsTests
{
    private bool _cleaned;

    [Theory]
    [InlineData("a")]
    [InlineData("session_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e_1767323045678")]
    [InlineData("with space")]
    [InlineData("日本語🙂")]
    public void a_printable_session_id_is_taken_as_it_is(string id) => Assert.Same(id, Limits.SessionId(id));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u00A0\u2003")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u007F")]
    [InlineData("a\u0085")]
    public void an_unprintable_session_id_is_refused(string id) =>
        Assert.Equal("invalid-session-id", Assert.Throws<CaptureException>(() => Limits.SessionId(id)).Slug);

    [Fact]
    public void a_session_id_with_half_a_pair_is_refused() => Assert.Throws<CaptureException>(() => Limits.SessionId("a\uD83D"));

    [Fact]
    public void a_session_id_ends_at_255_characters()
    {
        Limits.SessionId(new string('a', 255));

        Assert.Throws<CaptureException>(() => Limits.SessionId(new string('a', 256)));
    }

    [Fact]
    public void a_text_of_exactly_the_longest_length_is_taken() =>
        Assert.Equal(new string('m', 50), Limits.Text(new string('m', 50), "mood", Limits.MoodLengthMax, ref _cleaned));

    [Fact]
    public void a_text_that_is_longer_is_refused_by_field_and_limit_without_its_value()
    {
        var refusal = Assert.Throws<CaptureException>(() => Limits.Text(new string('m', 51), "mood", Limits.MoodLengthMax, ref _cleaned));

        Assert.Equal(("too-long", "mood"), (refusal.Slug, refusal.Field));
        Assert.Equal("mood must be at most 50 characters.", refusal.Message);
    }

    [Fact]
    public void an_empty_message_is_refused() =>
        Assert.Equal("empty-message", Assert.Throws<CaptureException>(() => Limits.Message("", "message", ref _cleaned)).Slug);

    [Fact]
    public void a_message_of_white_space_is_a_message() => Assert.Equal(" ", Limits.Message(" ", "message", ref _cleaned));

    [Fact]
    public void a_count_is_not_negative()
    {
        Assert.Equal(0, Limits.Count(0, "inputTokens"));
        Assert.Null(Limits.Count(null, "inputTokens"));
        Assert.Equal("out-of-range", Assert.Throws<CaptureException>(() => Limits.Count(-1, "inputTokens")).Slug);
    }
}
