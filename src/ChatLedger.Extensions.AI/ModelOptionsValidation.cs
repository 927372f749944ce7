using Microsoft.Extensions.Options;

namespace ChatLedger.Extensions.AI;

/// <summary>The ranges written on <see cref="ModelOptions"/> as attributes.</summary>
[OptionsValidator]
internal sealed partial class ModelOptionsRanges : IValidateOptions<ModelOptions>;

/// <summary>What an attribute cannot say. No message repeats a value: an address may hold a password by mistake, a key is one.</summary>
internal sealed class ModelOptionsRules : IValidateOptions<ModelOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelOptions options)
    {
        var mistakes = Mistakes(options).ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> Mistakes(ModelOptions options)
    {
        var provider = ModelChoice.Provider(options);
        if (provider == ModelProvider.OpenAI && ModelChoice.IsUnset(options.OpenAIApiKey) && ModelChoice.IsUnset(options.OpenAIBaseUrl))
            yield return "OPENAI_API_KEY (OpenAIApiKey) or OPENAI_BASE_URL (OpenAIBaseUrl): one is needed when the provider is OpenAI.";
        if (provider == ModelProvider.Anthropic && ModelChoice.IsUnset(options.AnthropicApiKey))
            yield return "ANTHROPIC_API_KEY (AnthropicApiKey): needed when the provider is Anthropic.";

        string?[] mistakes =
        [
            AddressMistake("OPENAI_BASE_URL (OpenAIBaseUrl)", options.OpenAIBaseUrl, options.AllowInsecureModelUrl),
            AddressMistake("AnthropicBaseUrl", options.AnthropicBaseUrl, options.AllowInsecureModelUrl),
            KeyMistake("OPENAI_API_KEY (OpenAIApiKey)", options.OpenAIApiKey),
            KeyMistake("ANTHROPIC_API_KEY (AnthropicApiKey)", options.AnthropicApiKey),
        ];
        foreach (var mistake in mistakes)
        {
            if (mistake is not null)
                yield return mistake;
        }
    }

    private static string? AddressMistake(string setting, string? value, bool allowInsecure)
    {
        if (ModelChoice.IsUnset(value))
            return null;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            return $"{setting}: must be a whole http or https address, such as http://127.0.0.1:4010/v1.";
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            return $"{setting}: must hold no user name, password, query or fragment; the key has a setting of its own.";
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !allowInsecure)
            return $"{setting}: must be https beyond this machine, or keys and conversations cross the network readable (AllowInsecureModelUrl permits it).";
        return null;
    }

    // A line break copied along with a key would otherwise fail every call, and much later.
    private static string? KeyMistake(string setting, string? value) =>
        ModelChoice.IsUnset(value) || value!.All(c => c is > ' ' and < '\x7f')
            ? null
            : $"{setting}: holds a space, a line break or a character that no key has.";
}
