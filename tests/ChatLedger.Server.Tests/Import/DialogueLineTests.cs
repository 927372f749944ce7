using System.Text;
using System.Text.Json;
using ChatLedger.Capture;
using ChatLedger.Conformance;
using ChatLedger.Server.Import;

namespace ChatLedger.Server.Tests;

/// <summary>A line of a dialogue file.</summary>
public sealed class DialogueLineTests
{
    [Fact]
    public void a_line_becomes_a_turn_of_its_dialogue()
    {
        var turn = Read("""{"dialogue":"d/1","turn":3,"user":"Asked","assistant":"Answered","source":"s","mood":"Happy","model":"m","response_ms":120,"sent_at":"2026-01-02T03:04:00Z"}""");

        Assert.Equal(("d/1", "Asked", "Answered", "Happy", "m", 120), (turn.SessionId, turn.UserMessage, turn.AiResponse, turn.Mood, turn.Model, turn.ResponseTimeMs));
        Assert.Equal((new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero), TurnSource.Import, TurnStatus.Completed), (turn.Timestamp, turn.Source, turn.Status));
    }

    [Fact]
    public void whatever_else_stands_there_becomes_metadata() =>
        Assert.Equal("""{"source":"s","topic":"food","n":1e999,"a":{"b":[null]}}""", Read("""{"dialogue":"d","turn":0,"user":"x","assistant":"y","source":"s","topic":"food","n":1e999,"a":{"b":[null]}}""").Metadata);

    [Fact]
    public void a_line_with_nothing_else_has_no_metadata() => Assert.Null(Read("""{"dialogue":"d","turn":0,"user":"x","assistant":"y"}""").Metadata);

    [Fact]
    public void the_same_line_is_the_same_turn_for_ever_and_any_other_is_another()
    {
        var id = Read(Line("s", "d", 1)).TurnId!.Value;

        Assert.Equal(id, Read(Line("s", "d", 1)).TurnId);
        Assert.Equal(Guid.Parse("5b5f3a1f-0000-8000-8000-000000000000").Version, id.Version);
        Assert.Equal(4, new[] { id, Read(Line("s", "d", 2)).TurnId, Read(Line("s", "e", 1)).TurnId, Read(Line("t", "d", 1)).TurnId }.Distinct().Count());
    }

    [Fact]
    public void every_line_of_the_sample_is_a_turn_of_its_own()
    {
        var turns = Dialogues.Sample.Select(line => Read(Line(line.Source, line.Dialogue, line.Turn))).ToList();

        Assert.Equal(1279, turns.Select(turn => turn.TurnId).Distinct().Count());
    }

    [Theory]
    [InlineData("\"sent_at\":\"2026-01-02T03:04:00Z\",\"answered_at\":\"2026-01-02T03:06:00Z\"", 120_000)]
    [InlineData("\"sent_at\":\"2026-01-02T03:04:00Z\",\"answered_at\":\"2026-01-02T03:04:00Z\"", 0)]
    [InlineData("\"sent_at\":\"2026-01-02T03:04:00Z\",\"answered_at\":\"2026-01-02T03:03:00Z\"", null)]
    [InlineData("\"sent_at\":\"2026-01-02T03:04:00Z\"", null)]
    [InlineData("\"answered_at\":\"2026-01-02T03:04:00Z\"", null)]
    [InlineData("\"sent_at\":\"1926-01-02T03:04:00Z\",\"answered_at\":\"2026-01-02T03:04:00Z\"", null)]
    [InlineData("\"response_ms\":7,\"sent_at\":\"2026-01-02T03:04:00Z\",\"answered_at\":\"2026-01-02T03:06:00Z\"", 7)]
    public void the_response_time_is_told_or_follows_from_the_times(string fields, int? expected) =>
        Assert.Equal(expected, Read($$"""{"dialogue":"d","turn":0,"user":"x","assistant":"y",{{fields}}}""").ResponseTimeMs);

    [Fact]
    public void a_time_without_an_offset_is_utc() =>
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero), Read("""{"dialogue":"d","turn":0,"user":"x","assistant":"y","sent_at":"2026-01-02T03:04:00"}""").Timestamp);

    [Theory]
    [InlineData("", "malformed-json")]
    [InlineData("kanarienvogel", "malformed-json")]
    [InlineData("""{"user":"kanarienvogel""", "malformed-json")]
    [InlineData("""{"dialogue":"d","turn":0,"user":"x","assistant":"y","user":"kanarienvogel"}""", "malformed-json")]
    [InlineData("[]", "wrong-type")]
    [InlineData("null", "wrong-type")]
    [InlineData("7", "wrong-type")]
    [InlineData("{}", "missing-field")]
    [InlineData("""{"turn":0,"user":"kanarienvogel","assistant":"y"}""", "missing-field")]
    [InlineData("""{"dialogue":"d","user":"kanarienvogel","assistant":"y"}""", "missing-field")]
    [InlineData("""{"dialogue":"d","turn":0,"assistant":"kanarienvogel"}""", "missing-field")]
    [InlineData("""{"dialogue":"d","turn":0,"user":"kanarienvogel"}""", "missing-field")]
    [InlineData("""{"dialogue":"d","turn":0,"user":null,"assistant":"kanarienvogel"}""", "missing-field")]
    [InlineData("""{"dialogue":"d","turn":1.5,"user":"kanarienvogel","assistant":"y"}""", "missing-field")]
    [InlineData("""{"dialogue":"d","turn":"0","user":"kanarienvogel","assistant":"y"}""", "wrong-type")]
    [InlineData("""{"dialogue":7,"turn":0,"user":"kanarienvogel","assistant":"y"}""", "wrong-type")]
    [InlineData("""{"dialogue":"d","turn":0,"user":["kanarienvogel"],"assistant":"y"}""", "wrong-type")]
    [InlineData("""{"dialogue":"d","turn":0,"user":"kanarienvogel","assistant":"y","response_ms":"7"}""", "wrong-type")]
    [InlineData("""{"dialogue":"d","turn":0,"user":"kanarienvogel","assistant":"y","response_ms":1.5}""", "missing-field")]
    [InlineData("""{"dialogue":"d","turn":0,"user":"kanarienvogel","assistant":"y","response_ms":1e999}""", "missing-field")]
    [InlineData("""{"dialogue":"d","turn":0,"user":"kanarienvogel","assistant":"y","sent_at":"kanarienvogel"}""", "missing-field")]
    public void a_line_that_is_no_turn_is_refused_without_repeating_it(string line, string slug)
    {
        var problem = Assert.Throws<CaptureException>(() => Read(line));

        Assert.Equal(slug, problem.Slug);
        Assert.DoesNotContain("kanarienvogel", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>The code units that are expected, because an attribute cannot hold half a pair.</summary>
    [Theory]
    [InlineData("""a\u0000b""", 0x61, 0x0000, 0x62)]
    [InlineData("""a\ud800b""", 0x61, 0xD800, 0x62)]
    [InlineData("""\ude00\ud83d""", 0xDE00, 0xD83D)]
    public void what_a_text_column_cannot_hold_comes_through_for_capture_to_clean(string sent, params int[] units)
    {
        var turn = Read($$"""{"dialogue":"d","turn":0,"user":"{{sent}}","assistant":"{{sent}}"}""");

        Assert.Equal(units, turn.UserMessage.Select(unit => (int)unit));
        Assert.Equal(units, turn.AiResponse.Select(unit => (int)unit));
    }

    [Fact]
    public void bytes_that_are_no_utf8_are_refused()
    {
        byte[] line = [.. """{"dialogue":"d","turn":0,"assistant":"y","user":"a"""u8, 0xFF, .. "\"}"u8];

        Assert.Throws<CaptureException>(() => DialogueLine.Read(line));
    }

    private static string Line(string source, string dialogue, int turn) => JsonSerializer.Serialize(new { dialogue, turn, user = "x", assistant = "y", source });

    private static FinishedTurn Read(string line) => DialogueLine.Read(Encoding.UTF8.GetBytes(line));
}
