using ChatLedger.Capture;

namespace ChatLedger.Tests.Capture;

/// <summary>What capture makes of a finished turn.</summary>
public sealed class FinishedTurnCaptureTests
{
    private static readonly FinishedTurn Finished = new() { SessionId = "session", UserMessage = "Hello", AiResponse = "Hi" };

    private readonly TurnCapture _capture = new(new CaptureClock(new ManualClock(Some.Time)), new ManualClock(Some.Time));

    [Fact]
    public void everything_given_is_taken()
    {
        var key = new IngestKey("turn:1", "hash");
        var id = Guid.Parse("0190b5c0-6f2a-4b3c-8d4e-5f6a7b8c9d0e");
        var turn = _capture.Capture(
            Finished with
            {
                Mood = "Happy",
                Timestamp = Some.Time.AddDays(-3),
                UserIp = "2001:db8:1:2::3",
                UserAgent = "curl/8",
                ResponseTimeMs = 0,
                Metadata = "{ }",
                UserId = "user",
                Status = TurnStatus.Failed,
                Model = "model",
                FirstTokenMs = 1,
                InputTokens = 2,
                OutputTokens = 3,
                Error = "timeout",
                TurnId = id,
                Source = TurnSource.Import,
            },
            key);

        Assert.Equal(
            new Turn
            {
                TurnId = id,
                SessionId = "session",
                UserMessage = "Hello",
                AiResponse = "Hi",
                Mood = "Happy",
                Timestamp = Some.Time.AddDays(-3),
                UserIp = "2001:db8:1::",
                UserAgent = "curl/8",
                ResponseTimeMs = 0,
                Metadata = "{}",
                UserId = "user",
                Status = TurnStatus.Failed,
                Model = "model",
                FirstTokenMs = 1,
                InputTokens = 2,
                OutputTokens = 3,
                Error = "timeout",
                Source = TurnSource.Import,
                IngestKey = key,
            },
            turn);
    }

    [Fact]
    public void without_a_time_it_is_given_one_and_its_id_is_of_that_time()
    {
        var turn = _capture.Capture(Finished, null);

        Assert.Equal(Some.Time, turn.Timestamp);
        Assert.Equal(turn.Timestamp.ToUnixTimeMilliseconds(), Convert.ToInt64(turn.TurnId.ToString("N")[..12], 16));
    }

    [Fact]
    public void with_a_time_and_without_an_id_its_id_is_of_that_time()
    {
        var turn = _capture.Capture(Finished with { Timestamp = Some.Time.AddYears(-20) }, null);

        Assert.Equal((7, Some.Time.AddYears(-20).ToUnixTimeMilliseconds()), (turn.TurnId.Version, Convert.ToInt64(turn.TurnId.ToString("N")[..12], 16)));
    }

    [Fact]
    public void a_given_time_is_cut_to_the_microsecond_in_utc()
    {
        var given = new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)).AddTicks(6_789_019);

        var turn = _capture.Capture(Finished with { Timestamp = given }, null);

        Assert.Equal((Some.Time, TimeSpan.Zero), (turn.Timestamp, turn.Timestamp.Offset));
    }

    [Fact]
    public void a_time_may_be_a_day_ahead_and_not_more()
    {
        Assert.Equal(Some.Time.AddDays(1), _capture.Capture(Finished with { Timestamp = Some.Time.AddDays(1) }, null).Timestamp);

        Assert.Equal("timestamp", Refusal(Finished with { Timestamp = Some.Time.AddDays(1).AddTicks(1) }).Field);
    }

    [Fact]
    public void a_time_before_1970_is_refused()
    {
        Assert.Equal(DateTimeOffset.UnixEpoch, _capture.Capture(Finished with { Timestamp = DateTimeOffset.UnixEpoch }, null).Timestamp);

        Assert.Equal("timestamp", Refusal(Finished with { Timestamp = DateTimeOffset.UnixEpoch.AddTicks(-1) }).Field);
    }

    [Fact]
    public void the_empty_uuid_is_refused() => Assert.Equal("turnId", Refusal(Finished with { TurnId = Guid.Empty }).Field);

    [Fact]
    public void an_empty_answer_is_taken() => Assert.Equal("", _capture.Capture(Finished with { AiResponse = "" }, null).AiResponse);

    [Fact]
    public void each_text_is_cleaned_and_the_turn_marked()
    {
        FinishedTurn[] messages =
        [
            Finished with { UserMessage = "\0" }, Finished with { AiResponse = "\0" }, Finished with { Mood = "\0" }, Finished with { UserAgent = "\0" },
            Finished with { UserId = "\0" }, Finished with { Model = "\0" }, Finished with { Error = "\0" }, Finished with { Metadata = """{"a":"\u0000"}""" },
        ];

        Assert.All(messages.Select(message => _capture.Capture(message, null)), turn =>
        {
            Assert.EndsWith("\"cleaned\":true}", turn.Metadata, StringComparison.Ordinal);
            Assert.Contains('\u2400', turn.ToString());
        });
    }

    [Fact]
    public void what_is_too_long_too_small_or_no_address_is_refused_by_field()
    {
        (FinishedTurn, string)[] refused =
        [
            (Finished with { SessionId = "a\n" }, "sessionId"),
            (Finished with { UserMessage = "" }, "userMessage"),
            (Finished with { Mood = new string('m', 51) }, "mood"),
            (Finished with { UserIp = "unknown" }, "userIp"),
            (Finished with { UserAgent = new string('a', 1001) }, "userAgent"),
            (Finished with { ResponseTimeMs = -1 }, "responseTimeMs"),
            (Finished with { Metadata = "{" }, "metadata"),
            (Finished with { UserId = new string('u', 256) }, "userId"),
            (Finished with { Model = new string('m', 256) }, "model"),
            (Finished with { FirstTokenMs = -1 }, "firstTokenMs"),
            (Finished with { InputTokens = -1 }, "inputTokens"),
            (Finished with { OutputTokens = -1 }, "outputTokens"),
            (Finished with { Error = new string('e', 1001) }, "error"),
        ];

        Assert.All(refused, item => Assert.Equal(item.Item2, Refusal(item.Item1).Field));
    }

    private CaptureException Refusal(FinishedTurn message) => Assert.Throws<CaptureException>(() => _capture.Capture(message, null));
}
