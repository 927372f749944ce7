using System.IO.Compression;
using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Importing;

/// <summary>All dialogues of the large file, imported once by the command, and the source read anew to compare with.</summary>
public sealed class ImportedDialogues : IAsyncLifetime
{
    private readonly TempPlace _place = new();

    internal Outcome Import { get; private set; } = null!;

    /// <summary>What was stored, by session and in the order of its history.</summary>
    internal IReadOnlyList<StoredTurn> Stored { get; private set; } = [];

    /// <summary>The hashes of the source's turns by dialogue, in the order of the file.</summary>
    internal IReadOnlyDictionary<string, List<string>> Source { get; private set; } = new Dictionary<string, List<string>>();

    internal Task<Outcome> ImportAsync() => Verb.RunAsync(_place, "import", SharedData.Dialogues!);

    internal IReadOnlyList<StoredTurn> ReadStored() => Files.Turns(_place);

    internal IReadOnlyDictionary<string, int> ReadSessions() => Files.Sessions(_place);

    public async Task InitializeAsync()
    {
        if (SharedData.Dialogues is null) return;
        Import = await ImportAsync();
        Stored = ReadStored();
        Source = await ReadSourceAsync();
    }

    public Task DisposeAsync()
    {
        _place.Dispose();
        return Task.CompletedTask;
    }

    private static async Task<Dictionary<string, List<string>>> ReadSourceAsync()
    {
        var source = new Dictionary<string, List<string>>();
        await using var file = File.OpenRead(SharedData.Dialogues!);
        await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        foreach (var line in (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var turn = SampleTurn.Of(line);
            if (!source.TryGetValue(turn.Dialogue, out var hashes)) source[turn.Dialogue] = hashes = [];
            hashes.Add(turn.Hash);
        }

        return source;
    }
}
