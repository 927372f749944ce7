using ChatLedger.Capture;

namespace ChatLedger.Tests.Capture;

/// <summary>What capture makes of the end of an opened turn.</summary>
public sealed class ClosingCaptureTests
{
    private static readonly Turn Opened = Some.Turn() with { AiResponse = "", Metadata = """{"a":1}""", IngestKey = new IngestKey("chat:1", "hash") };

    [Fact]
    public void the_answer_and_the_figures_are_added_and_the_opening_stays()
    {
        var figures = new TurnFigures { ResponseTimeMs = 5, FirstTokenMs = 2, Model = "model", InputTokens = 3, OutputTokens = 4 };

        Assert.Equal(
            Opened with { AiResponse = "Hi", ResponseTimeMs = 5, FirstTokenMs = 2, Model = "model", InputTokens = 3, OutputTokens = 4 },
            TurnCapture.Close(Opened, new TurnEnding(TurnStatus.Completed, "Hi", figures)));
    }

    [Theory]
    [InlineData(TurnStatus.Completed)]
    [InlineData(TurnStatus.Failed)]
    [InlineData(TurnStatus.Aborted)]
    [InlineData(TurnStatus.Interrupted)]
    public void a_turn_keeps_its_ingest_key_however_it_ends(TurnStatus status)
    {
        var closed = TurnCapture.Close(Opened, new TurnEnding(status, "", new TurnFigures(), "why"));

        Assert.Equal((status, "why", Opened.IngestKey), (closed.Status, closed.Error, closed.IngestKey));
    }

    [Fact]
    public void how_much_the_client_was_sent_is_told() =>
        Assert.Equal("""{"a":1,"sentCharacters":7}""", TurnCapture.Close(Opened, new TurnEnding(TurnStatus.Aborted, "Hi", new TurnFigures(), "client-left", 7)).Metadata);

    [Fact]
    public void a_long_model_name_is_cut_and_marked()
    {
        var closed = TurnCapture.Close(Opened, new TurnEnding(TurnStatus.Completed, "Hi", new TurnFigures { Model = new string('m', 300) }));

        Assert.Equal((new string('m', 255), """{"a":1,"cut":"model"}"""), (closed.Model, closed.Metadata));
    }

    [Fact]
    public void a_long_error_is_cut() =>
        Assert.Equal(1000, TurnCapture.Close(Opened, new TurnEnding(TurnStatus.Failed, "", new TurnFigures(), new string('e', 2000))).Error!.Length);

    [Fact]
    public void what_the_model_wrote_is_cleaned_and_the_turn_marked()
    {
        var closed = TurnCapture.Close(Opened, new TurnEnding(TurnStatus.Completed, "a\0\uD800", new TurnFigures()));

        Assert.Equal(("a\u2400\uFFFD", """{"a":1,"cleaned":true}"""), (closed.AiResponse, closed.Metadata));
    }
}
