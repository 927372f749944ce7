using System.CommandLine;
using ChatLedger.Server.Settings;

namespace ChatLedger.Server.Commands;

/// <summary>Options that every verb has.</summary>
internal static class CommonOptions
{
    public static Option<string?> Data() => new("--data")
    {
        Description = "The data directory [default: ./chatledger-data]",
        HelpName = "DIR",
    };

    /// <summary>The settings, with the data directory from the command line.</summary>
    /// <exception cref="SettingsException">Something is wrong; all of it is told.</exception>
    public static ServerSettings Read(string? data, params IEnumerable<(string Path, string? Value)> others)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in others.Prepend(("DataDirectory", data)))
        {
            if (value is not null) values[path] = value;
        }

        return SettingsReader.Read(Environment.CurrentDirectory, values);
    }
}
