using ChatLedger.Server.Import;

namespace ChatLedger.Server.Tests;

/// <summary>How far an import had come.</summary>
public sealed class ImportProgressTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-progress-");
    private readonly FileInfo _file;

    public ImportProgressTests()
    {
        _file = new FileInfo(Path.Combine(_folder.FullName, "file.jsonl"));
        File.WriteAllText(_file.FullName, "0123456789");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void what_was_kept_is_known_again()
    {
        Keep(500);
        Keep(1000);

        Assert.Equal(new ImportProgress(_file.FullName, 10, 1000), Read());
    }

    [Fact]
    public void a_file_never_imported_has_no_progress() => Assert.Null(Read());

    [Fact]
    public void a_file_of_another_length_is_another_file()
    {
        Keep(500);
        File.AppendAllText(_file.FullName, "more");
        _file.Refresh();

        Assert.Null(Read());
    }

    [Fact]
    public void another_file_of_the_same_length_has_a_progress_of_its_own()
    {
        Keep(500);
        var other = new FileInfo(Path.Combine(_folder.FullName, "other.jsonl"));
        File.Copy(_file.FullName, other.FullName);

        Assert.Null(ImportProgress.Read(_folder.FullName, other));
    }

    [Fact]
    public void a_finished_import_is_forgotten()
    {
        Keep(500);

        ImportProgress.Delete(_folder.FullName, _file);
        ImportProgress.Delete(_folder.FullName, _file);

        Assert.Null(Read());
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.FullName, "imports")));
    }

    private void Keep(long lines) => new ImportProgress(_file.FullName, _file.Length, lines).Write(_folder.FullName, _file);

    private ImportProgress? Read() => ImportProgress.Read(_folder.FullName, _file);
}
