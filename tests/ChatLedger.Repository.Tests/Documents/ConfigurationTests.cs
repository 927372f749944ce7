using System.Reflection;
using ChatLedger.Repository.Tests.Support;

namespace ChatLedger.Repository.Tests.Documents;

/// <summary>docs/configuration.md says what the code does: no option more, none less, with the code's own defaults and ranges.</summary>
public sealed class ConfigurationTests
{
    private const string Document = "docs/configuration.md";

    [Fact]
    public void every_option_is_documented_with_its_default_and_range()
    {
        var documented = Markdown.Rows(Tree.Read(Document)).Where(row => row[0].StartsWith("CHATLEDGER__", StringComparison.Ordinal))
            .Select(row => new DocumentedOption(row[0], row[1], row[2]));

        Claims.Match(DocumentedOption.All.Select(option => option.ToString()), documented.Select(option => option.ToString()));
    }

    [Fact]
    public void every_well_known_variable_is_documented_with_the_option_it_sets()
    {
        var documented = Markdown.Rows(Markdown.Section(Document, "Well-known variables")).Select(row => $"{row[0]} sets {row[1]}");

        // The scheme of this one's value says which option it sets.
        string[] ofDatabase = ["DATABASE_URL sets Store:PostgreSqlUrl", "DATABASE_URL sets Store:SqlitePath"];
        Claims.Match(Dictionary("Aliases").Select(alias => $"{alias.Key} sets {alias.Value}").Concat(ofDatabase), documented);
    }

    [Fact]
    public void every_variable_that_is_refused_is_documented()
    {
        var refused = Dictionary("NotSupported").Keys.ToList();

        Assert.NotEmpty(refused);
        Assert.All(refused, name => Assert.Contains($"`{name}`", Tree.Read(Document), StringComparison.Ordinal));
    }

    [Fact]
    public void every_exit_code_is_documented()
    {
        var codes = Server.TypeNamed("Commands.ExitCodes").GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetRawConstantValue()!.ToString()!);
        var documented = Markdown.Rows(Markdown.Section(Document, "Exit codes")).Select(row => row[0]);

        Claims.Match(codes, documented);
    }

    private static IReadOnlyDictionary<string, string> Dictionary(string name) =>
        (IReadOnlyDictionary<string, string>)Server.TypeNamed("Settings.SettingNames").GetField(name)!.GetValue(null)!;
}
