using System.IO.Compression;
using System.Text;
using ChatLedger.Server.Import;

namespace ChatLedger.Server.Tests;

/// <summary>Reading a file line by line.</summary>
public sealed class DialogueFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-import-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "1:a")]
    [InlineData("a\n", "1:a")]
    [InlineData("a\nb\n", "1:a 2:b")]
    [InlineData("\n\na\n \t\r\nb", "3:a 5:b")]
    [InlineData("a\r\nb", "1:a\r 2:b")]
    [InlineData("a\u2028b\u2029c\u0085d\rc\n", "1:a\u2028b\u2029c\u0085d\rc")]
    [InlineData("\uFEFFa\nb", "1:a 2:b")]
    public async Task lines_end_at_line_feeds_only_and_are_counted_from_one_blank_ones_too(string text, string lines)
    {
        Assert.Equal(lines, await ReadAsync(Write("file.jsonl", Encoding.UTF8.GetBytes(text))));
        Assert.Equal(lines, await ReadAsync(Write("file.jsonl.GZ", Pack(text))));
    }

    [Fact]
    public async Task a_line_longer_than_the_buffer_is_whole()
    {
        var line = new string('x', 1_000_000);

        Assert.Equal($"1:{line} 2:b", await ReadAsync(Write("file.jsonl", Encoding.UTF8.GetBytes($"{line}\nb\n"))));
    }

    [Fact]
    public async Task a_file_that_says_gz_and_is_not_is_refused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Write("file.jsonl.gz", "plain text"u8.ToArray())));

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static async Task<string> ReadAsync(string path)
    {
        var lines = new List<string>();
        await foreach (var line in new DialogueFile(path).ReadAsync(CancellationToken.None)) lines.Add($"{line.Number}:{Encoding.UTF8.GetString(line.Bytes)}");
        return string.Join(' ', lines);
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
