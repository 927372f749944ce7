using ChatLedger.Capture;

namespace ChatLedger.Tests.Capture;

/// <summary>What capture makes of the opening of a turn.</summary>
public sealed class OpeningCaptureTests
{
    private static readonly TurnStart Start = new() { SessionId = "session", UserMessage = "Hello" };

    private readonly TurnCapture _capture = new(new CaptureClock(new ManualClock(Some.Time)), new ManualClock(Some.Time));

    [Fact]
    public void everything_given_is_taken()
    {
        var key = new IngestKey("chat:1", "hash");
        var turn = _capture.Capture(Start with
        {
            Mood = "Happy",
            UserIp = "203.0.113.77",
            UserAgent = "curl/8",
            UserId = "user",
            Metadata = """{ "a": 1 }""",
            Source = TurnSource.Chat,
            Visitor = true,
            IngestKey = key,
        });

        Assert.Equal(
            new Turn
            {
                TurnId = turn.TurnId,
                SessionId = "session",
                UserMessage = "Hello",
                Timestamp = Some.Time,
                Mood = "Happy",
                UserIp = "203.0.113.0",
                UserAgent = "curl/8",
                UserId = "user",
                Metadata = """{"a":1}""",
                Source = TurnSource.Chat,
                Visitor = true,
                IngestKey = key,
            },
            turn);
    }

    [Fact]
    public void its_id_is_a_uuid_of_version_7_of_the_turns_own_time()
    {
        var turn = _capture.Capture(Start);

        Assert.Equal(7, turn.TurnId.Version);
        Assert.Equal(turn.Timestamp.ToUnixTimeMilliseconds(), Convert.ToInt64(turn.TurnId.ToString("N")[..12], 16));
    }

    [Fact]
    public void times_grow_from_turn_to_turn() => Assert.True(_capture.Capture(Start).Timestamp < _capture.Capture(Start).Timestamp);

    [Fact]
    public void what_is_cleaned_is_marked()
    {
        var turn = _capture.Capture(Start with { UserMessage = "a\0b", Metadata = """{"a":1}""" });

        Assert.Equal("a\u2400b", turn.UserMessage);
        Assert.Equal("""{"a":1,"cleaned":true}""", turn.Metadata);
    }

    [Fact]
    public void each_text_is_cleaned()
    {
        TurnStart[] starts =
        [
            Start with { UserMessage = "\uD800" }, Start with { Mood = "\uD800" }, Start with { UserAgent = "\uD800" },
            Start with { UserId = "\uD800" }, Start with { Metadata = """{"a":"\ud800"}""" },
        ];

        Assert.All(starts.Select(_capture.Capture), turn =>
        {
            Assert.EndsWith("\"cleaned\":true}", turn.Metadata, StringComparison.Ordinal);
            Assert.Contains('\uFFFD', turn.ToString());
        });
    }

    [Fact]
    public void a_clean_turn_is_not_marked() => Assert.Null(_capture.Capture(Start).Metadata);

    [Fact]
    public void a_long_user_agent_is_cut_without_splitting_a_pair() =>
        Assert.Equal(new string('a', 999), _capture.Capture(Start with { UserAgent = new string('a', 999) + "🙂" }).UserAgent);

    [Fact]
    public void what_is_no_address_is_left_out() => Assert.Null(_capture.Capture(Start with { UserIp = "unknown" }).UserIp);

    [Fact]
    public void what_is_too_long_or_empty_is_refused_by_field()
    {
        (TurnStart, string)[] refused =
        [
            (Start with { SessionId = "" }, "sessionId"),
            (Start with { UserMessage = "" }, "message"),
            (Start with { Mood = new string('m', 51) }, "mood"),
            (Start with { UserId = new string('u', 256) }, "userId"),
            (Start with { Metadata = "[]" }, "metadata"),
        ];

        Assert.All(refused, item => Assert.Equal(item.Item2, Assert.Throws<CaptureException>(() => _capture.Capture(item.Item1)).Field));
    }
}
