using System.Text.RegularExpressions;
using ChatLedger.Repository.Tests.Support;

namespace ChatLedger.Repository.Tests.Sources;

public sealed class SourceTests
{
    private const int LinesMax = 250;

    private static readonly string[] Code = ["*.cs", "*.js", "*.ts", "*.css", "*.html", "*.sql"];

    // Put together here, so that this file may name them.
    private static readonly Regex Unfinished = new($@"\b({"TO"}DO|{"FIX"}ME|{"HA"}CK|{"XX"}X)\b");
    private static readonly Regex MachinePath = new($@"(?<![\w.~])/(home|root|{"wo"}rk|Users)/\w|\b[A-Z]:\\\w");

    private static readonly string[] Written =
        ["*.cs", "*.js", "*.ts", "*.css", "*.html", "*.sql", "*.md", "*.props", "*.csproj", "*.slnx", "*.sh", "*.yml", "package.json", "run", "test"];

    [Fact]
    public void no_file_of_code_is_too_long_to_be_read_at_once() =>
        Claims.None(Ours(Code).Select(file => (File: file, Lines: Tree.Lines(file).Length - 1)), file => file.Lines > LinesMax);

    [Fact]
    public void nothing_is_marked_as_unfinished() => Claims.None(Lines(), line => Unfinished.IsMatch(line.Text));

    [Fact]
    public void nothing_names_a_folder_of_somebodys_machine() => Claims.None(Lines(), line => MachinePath.IsMatch(line.Text));

    [Theory]
    [InlineData("// TO", "DO: later")]
    [InlineData("/* FIX", "ME */")]
    public void a_mark_would_be_noticed(string half, string rest) => Assert.Matches(Unfinished, half + rest);

    [Theory]
    [InlineData("see /ro", "ot/notes.md")]
    [InlineData("\"/ho", "me/somebody/data\"")]
    public void a_folder_would_be_noticed(string half, string rest) => Assert.Matches(MachinePath, half + rest);

    private static IEnumerable<(string File, int Number, string Text)> Lines() =>
        Ours(Written).SelectMany(file => Tree.Lines(file).Select((text, index) => (file, index + 1, text)));

    // Test data is other people's words.
    private static IEnumerable<string> Ours(string[] patterns) => Tree.Files(".", patterns)
        .Where(file => !file.Contains("/Data/", StringComparison.Ordinal) && !file.Contains("/fixtures/", StringComparison.Ordinal));
}
