namespace ChatLedger.AspNetCore.Tests;

/// <summary>A folder that goes away with its test.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-web-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
