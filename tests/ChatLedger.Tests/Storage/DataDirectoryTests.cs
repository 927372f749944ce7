using System.Runtime.Versioning;
using ChatLedger.Storage;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "data", "ledger");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void a_missing_folder_is_made()
    {
        using var directory = DataDirectory.Acquire(Path);

        Assert.Equal(Path, directory.Path);
        Assert.True(Directory.Exists(Path));
    }

    [Fact]
    public void a_folder_in_use_is_refused_with_its_path_and_the_remedy()
    {
        using var directory = DataDirectory.Acquire(Path);

        var refusal = Assert.Throws<DataDirectoryInUseException>(() => DataDirectory.Acquire(Path));

        Assert.Contains(Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void a_folder_that_was_given_back_can_be_taken_again()
    {
        DataDirectory.Acquire(Path).Dispose();

        DataDirectory.Acquire(Path).Dispose();
    }

    [Fact]
    public void a_file_in_the_place_of_the_folder_is_told_as_such()
    {
        File.WriteAllText(System.IO.Path.Combine(_folder.Path, "data"), "");

        Assert.ThrowsAny<IOException>(() => DataDirectory.Acquire(Path));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void only_the_owner_may_enter()
    {
        using var directory = DataDirectory.Acquire(Path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path));
    }
}
