namespace ChatLedger.Server.Settings;

/// <summary>The well-known environment variables and the options they set.</summary>
internal static class SettingNames
{
    /// <summary>The configuration section of every option.</summary>
    public const string Root = "ChatLedger";

    /// <summary>How an option is spelt as an environment variable, before its path with double underscores.</summary>
    public const string EnvironmentPrefix = "CHATLEDGER__";

    /// <summary>From the variable to the option's path below <see cref="Root"/>.</summary>
    public static readonly IReadOnlyDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ENABLE_CHAT_LOGGING"] = "EnableChatLogging",
        ["CHAT_LOG_RETENTION_DAYS"] = "RetentionDays",
        ["OPENAI_BASE_URL"] = "Model:OpenAIBaseUrl",
        ["OPENAI_API_KEY"] = "Model:OpenAIApiKey",
        ["OPENAI_MODEL"] = "Model:OpenAIModel",
        ["ANTHROPIC_API_KEY"] = "Model:AnthropicApiKey",
        ["ANTHROPIC_MODEL"] = "Model:AnthropicModel",
    };

    /// <summary>Variables of a fuller ChatLedger that this one must not silently ignore.</summary>
    public static readonly IReadOnlyDictionary<string, string> NotSupported = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["REDIS_URL"] = "this version keeps its journal in a file of the data directory; unset it.",
    };

    /// <summary>Whether a setting's value must never be repeated.</summary>
    public static bool IsSecret(string name) =>
        name.Contains("KEY", StringComparison.OrdinalIgnoreCase) || name.Contains("URL", StringComparison.OrdinalIgnoreCase) || name.Contains("SECRET", StringComparison.OrdinalIgnoreCase);
}
