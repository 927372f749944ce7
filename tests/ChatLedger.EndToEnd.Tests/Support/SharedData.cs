namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>
/// The large files of real dialogues, which are not kept with the sources: in the folder that <c>CHATLEDGER_TEST_DATA</c> names, else in
/// <c>shared/data</c> beside the repository.
/// </summary>
internal static class SharedData
{
    public const string VariableName = "CHATLEDGER_TEST_DATA";

    /// <summary>118,798 turns of 15,884 dialogues.</summary>
    public static string? Dialogues { get; } = Find("dialogues.jsonl.gz");

    private static string? Find(string file)
    {
        if (Environment.GetEnvironmentVariable(VariableName) is { Length: > 0 } named) return Existing(Path.Combine(named, file));
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", "data", file)) is { } path) return path;
        }

        return null;
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}

/// <summary>A test on the large files; skipped where they are not.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        if (SharedData.Dialogues is null) Skip = $"dialogues.jsonl.gz is not here; name its folder with {SharedData.VariableName}.";
    }
}
