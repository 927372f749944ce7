using ChatLedger.Storage;

namespace ChatLedger.Tests.Storage;

public sealed class SessionFacetsTests
{
    private static readonly SessionQuery Any = new() { Limit = 1 };

    [Fact]
    public void a_session_with_a_turn_is_never_passed_over()
    {
        foreach (var turn in Dialogues.Turns())
        {
            var query = Any with { Mood = turn.Mood, Status = turn.Status, Model = turn.Model };
            Assert.True(Allow(SessionFacets.Of(turn), query));
        }
    }

    [Fact]
    public void one_status_is_not_taken_for_another() => Assert.All(
        Enum.GetValues<TurnStatus>(),
        asked => Assert.All(
            Enum.GetValues<TurnStatus>(),
            had => Assert.Equal(asked == had, Allow(SessionFacets.Of(Some.Turn() with { Status = had }), Any with { Status = asked }))));

    [Fact]
    public void a_word_is_not_the_same_as_a_mood_and_as_a_model() =>
        Assert.False(Allow(SessionFacets.Of(Some.Turn() with { Mood = "demo" }), Any with { Model = "demo" }));

    [Fact]
    public void few_words_are_taken_for_others()
    {
        var facets = SessionFacets.Of(Some.Turn() with { Mood = "Happy", Model = "demo" });

        Assert.InRange(Enumerable.Range(0, 1_000).Count(number => Allow(facets, Any with { Mood = $"mood {number}" })), 0, 20);
    }

    [Fact]
    public void a_query_without_mood_status_and_model_asks_for_nothing() => Assert.Equal(0, SessionFacets.Of(Any with { Text = "x", UserId = "y" }));

    // Stored bits must mean the same for ever.
    [Fact]
    public void the_bits_of_a_turn_are_always_the_same() =>
        Assert.Equal(577029476840378368, SessionFacets.Of(Some.Turn() with { Mood = "Happy", Status = TurnStatus.Failed, Model = "demo" }));

    private static bool Allow(long facets, SessionQuery query) => (facets & SessionFacets.Of(query)) == SessionFacets.Of(query);
}
