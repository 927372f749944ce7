namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>A temporary folder to work in, and within it the data directory, which does not exist at first.</summary>
internal sealed class TempPlace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-e2e-");

    public string Folder => _folder.FullName;

    public string Data => Path.Combine(Folder, "data");

    /// <summary>Writes a file of lines and gives its path.</summary>
    public string Write(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, string.Concat(lines.Select(static line => $"{line}\n")));
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
