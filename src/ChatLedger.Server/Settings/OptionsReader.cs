using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace ChatLedger.Server.Settings;

/// <summary>
/// Reads configuration into options and collects every mistake: the framework's binder stops at the first, and passes over a name that is not a setting.
/// </summary>
/// <param name="origins">What a path was called where it was set.</param>
/// <param name="mistakes">Where mistakes are told.</param>
internal sealed class OptionsReader(IReadOnlyDictionary<string, string> origins, List<string> mistakes)
{
    /// <summary>Reads a section into options.</summary>
    /// <param name="section">The section.</param>
    /// <param name="options">The options, with their defaults.</param>
    /// <param name="path">The section's path below the root; empty for the root.</param>
    /// <param name="others">Sections below this one that are read apart.</param>
    public void Read(IConfigurationSection section, object options, string path = "", params ReadOnlySpan<string> others)
    {
        foreach (var child in section.GetChildren())
        {
            var childPath = path.Length == 0 ? child.Key : $"{path}:{child.Key}";
            var property = options.GetType().GetProperty(child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is { CanWrite: true }) ReadProperty(child, options, property, childPath);
            else if (!Contains(others, child.Key)) mistakes.Add($"{NameOf(childPath)}: there is no such setting.");
        }
    }

    /// <summary>Checks the ranges that stand as attributes on the options.</summary>
    public void Check(object options, string path = "")
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (var result in results)
        {
            var member = result.MemberNames.FirstOrDefault() ?? "";
            mistakes.Add($"{NameOf(path.Length == 0 ? member : $"{path}:{member}")}: {result.ErrorMessage}");
        }
    }

    private void ReadProperty(IConfigurationSection child, object options, PropertyInfo property, string path)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsClass && type != typeof(string))
        {
            Read(child, property.GetValue(options)!, path);
            return;
        }

        if (TryConvert(child.Value ?? "", type, out var value)) property.SetValue(options, value);
        else mistakes.Add($"{NameOf(path)}: {Quote(path, child.Value)} is not {Describe(type)}.");
    }

    private string NameOf(string path) =>
        origins.TryGetValue(path, out var origin) ? origin : SettingNames.EnvironmentPrefix + path.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant();

    private string Quote(string path, string? value) => SettingNames.IsSecret(path) || SettingNames.IsSecret(NameOf(path)) ? "its value" : $"'{value}'";

    private static bool TryConvert(string text, Type type, out object? value)
    {
        value = text;
        if (type == typeof(string)) return true;
        try
        {
            if (type == typeof(bool) && text is "1" or "0") value = text == "1";
            else value = type.IsEnum && int.TryParse(text, out _) ? null : TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, text.Trim());
            return value is not null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Describe(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(TimeSpan) => "a time such as 00:00:30 or 30.00:00:00 (days)",
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ => "a whole number in range",
    };

    private static bool Contains(ReadOnlySpan<string> names, string name)
    {
        foreach (var other in names)
        {
            if (other.Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
