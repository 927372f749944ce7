using ChatLedger.Server.Settings;

namespace ChatLedger.Server.Tests;

/// <summary>
/// A working directory and an environment of a test's own. Both belong to the process, so the tests that use a place are of one collection, and what
/// the place found is put back.
/// </summary>
public sealed class Place : IDisposable
{
    public const string Collection = "tests that set the environment";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-server-");
    private readonly string _before = Environment.CurrentDirectory;
    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal);

    public Place()
    {
        Environment.CurrentDirectory = _folder.FullName;
        foreach (string name in Environment.GetEnvironmentVariables().Keys)
        {
            if (IsOurs(name)) Set(name, null);
        }
    }

    public string Path => _folder.FullName;

    public string Data => System.IO.Path.Combine(Path, "data");

    public void Set(string name, string? value)
    {
        _variables.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    /// <summary>The settings that are in force here.</summary>
    internal ServerSettings Read(params (string Path, string Value)[] commandLine) =>
        SettingsReader.Read(Path, commandLine.ToDictionary(static pair => pair.Path, static pair => pair.Value));

    /// <summary>The settings of a server on a free port with its data here.</summary>
    internal ServerSettings ReadForServer() => Read(("DataDirectory", Data), ("Server:Port", "0"));

    public void Dispose()
    {
        foreach (var (name, value) in _variables) Environment.SetEnvironmentVariable(name, value);
        Environment.CurrentDirectory = _before;
        _folder.Delete(recursive: true);
    }

    private static bool IsOurs(string name) =>
        SettingNames.Aliases.ContainsKey(name) || SettingNames.NotSupported.ContainsKey(name) || name == DatabaseUrl.VariableName || name.StartsWith(SettingNames.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase);
}
