using System.Collections;
using dotenv.net;

namespace ChatLedger.Server.Settings;

/// <summary>The environment a process starts with: <c>.env</c>, over it <c>.env.local</c>, over both the real variables.</summary>
internal static class EnvironmentSettings
{
    private static readonly string[] Files = [".env", ".env.local"];

    public static Dictionary<string, string> Read(string directory)
    {
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Files.Select(file => Path.Combine(directory, file)).Where(File.Exists))
        {
            foreach (var (name, value) in DotEnv.Read(new DotEnvOptions(ignoreExceptions: false, envFilePaths: [path]))) merged[name] = value;
        }

        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables()) merged[(string)variable.Key] = (string?)variable.Value ?? "";
        return merged;
    }
}
