namespace ChatLedger.Tests.Support;

/// <summary>A folder that disposing takes away.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-core-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
