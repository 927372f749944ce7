using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using ChatLedger.AspNetCore.Chat;
using ChatLedger.Extensions.AI;

namespace ChatLedger.Repository.Tests.Documents;

/// <summary>An option as the code has it, in the words of docs/configuration.md.</summary>
internal sealed record DocumentedOption(string Variable, string Default, string Range)
{
    /// <summary>What stands for a range or a default that is not there.</summary>
    public const string None = "none";

    /// <summary>Every option of the server, of all its sections.</summary>
    public static IReadOnlyList<DocumentedOption> All { get; } =
    [
        .. Of(new ChatLedgerOptions(), ""), .. Of(new StoreOptions(), "STORE__"), .. Of(new ChatRouteOptions(), "CHAT__"), .. Of(new ModelOptions(), "MODEL__"),
        .. Of(Activator.CreateInstance(Server.TypeNamed("Settings.ServerOptions"))!, "SERVER__"),
    ];

    private static IEnumerable<DocumentedOption> Of(object options, string section) =>
        from property in options.GetType().GetProperties()
        where property.CanWrite && property.PropertyType != typeof(StoreOptions)
        select new DocumentedOption($"CHATLEDGER__{section}{property.Name.ToUpperInvariant()}", Text(property.GetValue(options)), RangeOf(property));

    private static string RangeOf(PropertyInfo property)
    {
        if (property.PropertyType == typeof(bool)) return "true, false";
        if (property.PropertyType.IsEnum) return string.Join(", ", Enum.GetNames(property.PropertyType));
        if (property.GetCustomAttribute<StringLengthAttribute>() is { } length) return $"at most {length.MaximumLength} characters";
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range) return None;
        return range.OperandType == typeof(TimeSpan)
            ? $"{Text(TimeSpan.Parse((string)range.Minimum, CultureInfo.InvariantCulture))} to {Text(TimeSpan.Parse((string)range.Maximum, CultureInfo.InvariantCulture))}"
            : $"{Text(range.Minimum)} to {Text(range.Maximum)}";
    }

    private static string Text(object? value) => value switch
    {
        null => None,
        bool flag => flag ? "true" : "false",
        TimeSpan { Ticks: var ticks } time => time.ToString(ticks % TimeSpan.TicksPerSecond == 0 ? "c" : @"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture),
        double number => number.ToString("F0", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

/// <summary>The executable, whose types are all internal.</summary>
internal static class Server
{
    public static Type TypeNamed(string name) => Assembly.Load("ChatLedger.Server").GetType($"ChatLedger.Server.{name}", throwOnError: true)!;
}
