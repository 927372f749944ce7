using System.IO.Compression;
using System.Text.Json;
using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Importing;

public sealed class ImportFileTests : IDisposable
{
    private readonly TempPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task bad_lines_are_reported_with_number_and_reason_and_the_rest_is_recorded()
    {
        var good = SampleFile.UndatedLines;
        var file = _place.Write("mixed.jsonl", [
            good[0], "", "{\"dialogue\":", good[1], """{"dialogue":"d","turn":0,"user":"hi"}""", """["no object"]""",
            """{"dialogue":"d","turn":"one","user":"hi","assistant":"hello"}""", """{"dialogue":"d","turn":1,"user":"","assistant":"hello"}""", good[2],
        ]);

        var outcome = await Verb.RunAsync(_place, "import", file);

        var reported = outcome.Failed(1);
        Assert.Contains("line 3: not well-formed JSON", reported);
        Assert.Contains("line 5: \"assistant\" must be a text", reported);
        Assert.Contains("line 6: a field has the wrong type, or the line is no JSON object", reported);
        Assert.Contains("line 7: a field has the wrong type, or the line is no JSON object", reported);
        Assert.Contains("line 8: userMessage must not be empty", reported);
        Assert.StartsWith("3 turns recorded, 0 were there already, 5 refused", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(good.Take(3).Select(static line => SampleTurn.Of(line).Hash).Order(), Files.Turns(_place).Select(static turn => turn.Hash).Order());
    }

    [Fact]
    public async Task turns_older_than_the_retention_are_announced_and_left_out()
    {
        var file = _place.Write("old.jsonl", SampleFile.Lines);

        var reported = (await Verb.RunAsync(_place, "import", file)).Failed(1);

        Assert.Contains($"{SampleFile.OldLines.Count} of 1,279 turns are older than the retention of 90 days", reported);
        Assert.Contains("Nothing was recorded", reported);
        Assert.Contains("--keep-old", reported);
        Assert.False(Directory.Exists(_place.Data));
    }

    [Fact]
    public async Task old_turns_are_recorded_with_their_own_times_where_they_are_to_be_kept()
    {
        var file = _place.Write("old.jsonl", SampleFile.OldLines);

        (await Verb.RunAsync(_place, "import", file, "--keep-old")).Succeeded();

        var sentAt = SampleFile.OldLines.Select(static line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("sent_at").GetDateTimeOffset());
        Assert.Equal(sentAt.Order(), Files.Turns(_place).Select(static turn => DateTimeOffset.Parse(turn.Timestamp, null)).Order());
    }

    [Fact]
    public async Task a_packed_file_is_imported_like_an_unpacked_one()
    {
        var file = await PackAsync("whole.jsonl.gz", SampleFile.UndatedLines);

        (await Verb.RunAsync(_place, "import", file)).Succeeded();

        Assert.Equal(SampleFile.UndatedLines.Select(static line => SampleTurn.Of(line).Hash).Order(), Files.Turns(_place).Select(static turn => turn.Hash).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(20_000)]
    public async Task a_packed_file_that_was_cut_off_is_refused_whole(int missingBytes)
    {
        var file = await PackAsync("cut.jsonl.gz", SampleFile.UndatedLines);
        await using (var stream = new FileStream(file, FileMode.Open)) stream.SetLength(stream.Length - missingBytes);

        var reported = (await Verb.RunAsync(_place, "import", file)).Failed(1);

        Assert.Contains("The file cannot be unpacked; is it complete, and really gzip? Nothing was recorded.", reported);
        Assert.False(Directory.Exists(_place.Data));
    }

    [Fact]
    public async Task a_file_that_is_not_there_is_named()
    {
        var reported = (await Verb.RunAsync(_place, "import", "nothing.jsonl")).Failed(1);

        Assert.Contains($"There is no file {Path.Combine(_place.Folder, "nothing.jsonl")}.", reported);
    }

    private async Task<string> PackAsync(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(_place.Folder, name);
        await using var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        await using var writer = new StreamWriter(packed) { NewLine = "\n" };
        foreach (var line in lines) await writer.WriteLineAsync(line);
        return path;
    }
}
