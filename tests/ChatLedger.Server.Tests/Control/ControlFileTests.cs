using ChatLedger.Server.Control;

namespace ChatLedger.Server.Tests;

/// <summary>The file by which a verb finds the server.</summary>
public sealed class ControlFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-control-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string FilePath => Path.Combine(_folder.FullName, "control.json");

    [Fact]
    public void what_was_written_is_read()
    {
        var file = new ControlFile("http://127.0.0.1:4711", "token", 42);

        file.Write(_folder.FullName);

        Assert.Equal(file, ControlFile.Read(_folder.FullName));
    }

    [Fact]
    public void only_its_owner_can_read_it_also_where_another_was_there_before()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(FilePath, "{}");
        File.SetUnixFileMode(FilePath, (UnixFileMode)0b110_110_110);
        File.WriteAllText($"{FilePath}.new", "left by a start that died");

        new ControlFile("http://127.0.0.1:4711", "token", 42).Write(_folder.FullName);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(_folder.FullName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    public void a_file_that_is_none_counts_as_absent(string text)
    {
        File.WriteAllText(FilePath, text);

        Assert.Null(ControlFile.Read(_folder.FullName));
    }

    [Fact]
    public void a_folder_without_it_or_no_folder_has_none()
    {
        Assert.Null(ControlFile.Read(_folder.FullName));
        Assert.Null(ControlFile.Read(Path.Combine(_folder.FullName, "nothing")));
    }

    [Fact]
    public void it_goes_with_its_server()
    {
        new ControlFile("http://127.0.0.1:4711", "token", 42).Write(_folder.FullName);

        ControlFile.Delete(_folder.FullName);
        ControlFile.Delete(_folder.FullName);

        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }
}
