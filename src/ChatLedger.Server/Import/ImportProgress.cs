using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChatLedger.Server.Import;

/// <summary>How far an import of a file had come, kept in the data directory so that it can be taken up again.</summary>
/// <param name="File">The file's full path.</param>
/// <param name="Length">Its length in bytes when the import began; another length is another file.</param>
/// <param name="LinesDone">Lines of which every one is durable or was refused.</param>
internal sealed record ImportProgress(string File, long Length, long LinesDone)
{
    /// <summary>What is known of a file's import, or null.</summary>
    public static ImportProgress? Read(string directory, FileInfo file)
    {
        var path = PathOf(directory, file);
        if (!System.IO.File.Exists(path)) return null;
        try
        {
            var known = JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(path), ImportJson.Default.ImportProgress);
            return known?.Length == file.Length ? known : null;
        }
        catch (JsonException)
        {
            // A torn note: the import begins at the first line, and skips what is recorded.
            return null;
        }
    }

    /// <summary>Keeps how far it has come. Losing it costs time, not turns: what is recorded is skipped.</summary>
    public void Write(string directory, FileInfo file)
    {
        var path = PathOf(directory, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes($"{path}.new", JsonSerializer.SerializeToUtf8Bytes(this, ImportJson.Default.ImportProgress));
        System.IO.File.Move($"{path}.new", path, overwrite: true);
    }

    /// <summary>Forgets an import that is done.</summary>
    public static void Delete(string directory, FileInfo file)
    {
        var path = PathOf(directory, file);
        if (System.IO.File.Exists(path)) System.IO.File.Delete(path);
    }

    private static string PathOf(string directory, FileInfo file) =>
        Path.Combine(directory, "imports", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.FullName)).AsSpan(0, 8))}.json");
}
