using ChatLedger.AspNetCore.Chat;
using ChatLedger.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ChatLedger.Server.Settings;

/// <summary>
/// Brings all sources together: the command line over <c>CHATLEDGER__…</c> over the well-known variables over <c>appsettings.json</c>; and remembers
/// which of them a value came from, so that a mistake is told in its owner's words.
/// </summary>
internal static class SettingsReader
{
    /// <param name="directory">Where <c>.env</c>, <c>.env.local</c> and <c>appsettings.json</c> are looked for.</param>
    /// <param name="commandLine">Options' paths below <see cref="SettingNames.Root"/> and their values.</param>
    /// <exception cref="SettingsException">Something is wrong; all of it is told.</exception>
    public static ServerSettings Read(string directory, IReadOnlyDictionary<string, string> commandLine)
    {
        var mistakes = new List<string>();
        var origins = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var configuration = ReadFile(directory, mistakes);
        foreach (var (name, path, value) in FromEnvironment(EnvironmentSettings.Read(directory), mistakes).Concat(commandLine.Select(static pair => ($"--{pair.Key}", pair.Key, pair.Value))))
        {
            values[$"{SettingNames.Root}:{path}"] = value;
            origins[path] = name;
        }

        configuration.AddInMemoryCollection(values);
        var root = configuration.Build();
        var settings = new ServerSettings(root, new ChatLedgerOptions(), new ChatRouteOptions(), new ModelOptions(), new ServerOptions());
        var section = root.GetSection(SettingNames.Root);
        var reader = new OptionsReader(origins, mistakes);
        reader.Read(section, settings.Ledger, "", "Chat", "Model", "Server");
        reader.Read(section.GetSection("Chat"), settings.Chat, "Chat");
        reader.Read(section.GetSection("Model"), settings.Model, "Model");
        reader.Read(section.GetSection("Server"), settings.Server, "Server");
        reader.Check(settings.Ledger);
        reader.Check(settings.Chat, "Chat");
        reader.Check(settings.Server, "Server");
        DatabaseUrl.Check(settings.Ledger.Store.PostgreSqlUrl, origins.GetValueOrDefault(DatabaseUrl.PostgreSqlPath, DatabaseUrl.PostgreSqlPath), mistakes);
        CheckModel(settings.Model, mistakes);
        if (settings.Server.LoopbackAddress is null)
            mistakes.Add("--host: this version has no keys yet, so it listens on loopback only (127.0.0.1, ::1 or localhost); put an authenticating proxy before it to reach further.");
        return mistakes.Count == 0 ? settings : throw new SettingsException(mistakes);
    }

    /// <summary>The model's options have rules beyond ranges, which live beside them.</summary>
    private static void CheckModel(ModelOptions model, List<string> mistakes)
    {
        using var services = new ServiceCollection().AddChatLedgerModel().BuildServiceProvider();
        foreach (var rules in services.GetServices<IValidateOptions<ModelOptions>>()) mistakes.AddRange(rules.Validate(null, model).Failures ?? []);
    }

    private static ConfigurationBuilder ReadFile(string directory, List<string> mistakes)
    {
        var configuration = new ConfigurationBuilder();
        var path = Path.Combine(directory, "appsettings.json");
        if (!File.Exists(path)) return configuration;
        configuration.AddJsonFile(path, optional: false, reloadOnChange: false);
        try
        {
            configuration.Build();
            return configuration;
        }
        catch (InvalidDataException)
        {
            mistakes.Add("appsettings.json: it is not well-formed JSON.");
            return new ConfigurationBuilder();
        }
    }

    private static IEnumerable<(string Name, string Path, string Value)> FromEnvironment(Dictionary<string, string> environment, List<string> mistakes)
    {
        foreach (var (name, why) in SettingNames.NotSupported.Where(pair => environment.ContainsKey(pair.Key))) mistakes.Add($"{name}: {why}");
        foreach (var (name, path) in SettingNames.Aliases)
        {
            if (!environment.TryGetValue(name, out var value) || value.Length == 0) continue;
            yield return (name, path, value);
        }

        if (environment.GetValueOrDefault(DatabaseUrl.VariableName) is { Length: > 0 } url && DatabaseUrl.Read(url, mistakes) is { } store)
            yield return (DatabaseUrl.VariableName, store.Path, store.Value);

        foreach (var (name, value) in environment.Where(static pair => pair.Key.StartsWith(SettingNames.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)))
            yield return (name, name[SettingNames.EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal), value);
    }
}
