using ChatLedger.Server.Import;

namespace ChatLedger.Server.Tests;

/// <summary>What a file holds, found out beforehand.</summary>
public sealed class ImportSurveyTests : IDisposable
{
    private static readonly DateTimeOffset KeptSince = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-survey-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task lines_and_old_turns_are_counted_and_the_oldest_is_found() =>
        Assert.Equal(new ImportSurvey(5, 2, KeptSince.AddDays(-30)), await SurveyAsync(KeptSince, Dated("2025-12-31T23:59:59Z"), Dated("2026-01-01T00:00:00Z"), "", Dated("2025-12-02T00:00:00Z"), Undated, "no turn, \"sent_at\""));

    [Fact]
    public async Task where_everything_is_kept_nothing_is_old() => Assert.Equal(0, (await SurveyAsync(null, Dated("1999-01-01T00:00:00Z"))).Old);

    [Fact]
    public async Task a_file_without_times_has_no_oldest() => Assert.Equal(new ImportSurvey(1, 0, null), await SurveyAsync(KeptSince, Undated));

    private const string Undated = """{"dialogue":"d","turn":0,"user":"x","assistant":"y"}""";

    private static string Dated(string time) => $$"""{"dialogue":"d","turn":0,"user":"x","assistant":"y","sent_at":"{{time}}"}""";

    private async Task<ImportSurvey> SurveyAsync(DateTimeOffset? keptSince, params string[] lines)
    {
        var path = Path.Combine(_folder.FullName, "file.jsonl");
        await File.WriteAllTextAsync(path, string.Join('\n', lines));
        return await ImportSurvey.MakeAsync(new DialogueFile(path), keptSince, CancellationToken.None);
    }
}
