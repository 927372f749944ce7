using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatLedger.Server.Control;

/// <summary>How a verb finds the server that owns a data folder.</summary>
/// <param name="Url">The control endpoint.</param>
/// <param name="Token">What proves that the asker can read the folder.</param>
/// <param name="ProcessId">The server's process, for people.</param>
internal sealed record ControlFile(string Url, string Token, int ProcessId)
{
    private const string FileName = "control.json";

    /// <summary>Writes the file so that only its owner can read it, whole or not at all.</summary>
    public void Write(string directory)
    {
        var temporary = Path.Combine(directory, $"{FileName}.new");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, options)) JsonSerializer.Serialize(stream, this, ControlJson.Default.ControlFile);
        File.Move(temporary, Path.Combine(directory, FileName), overwrite: true);
    }

    /// <summary>The file of a folder, or null where there is none that can be read.</summary>
    public static ControlFile? Read(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(directory, FileName)), ControlJson.Default.ControlFile);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Removes the file when its server stops.</summary>
    public static void Delete(string directory) => File.Delete(Path.Combine(directory, FileName));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ControlFile))]
[JsonSerializable(typeof(List<Capture.FinishedTurn>))]
[JsonSerializable(typeof(Capture.ImportResult))]
[JsonSerializable(typeof(SessionStats))]
[JsonSerializable(typeof(InitializeResult))]
[JsonSerializable(typeof(Storage.SchemaCheck))]
[JsonSerializable(typeof(Storage.StoreScript))]
internal sealed partial class ControlJson : JsonSerializerContext;
