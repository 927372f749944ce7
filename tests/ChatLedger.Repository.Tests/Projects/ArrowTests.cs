using ChatLedger.Repository.Tests.Support;

namespace ChatLedger.Repository.Tests.Projects;

/// <summary>Hosts → edges → core ← stores: who may see whom.</summary>
public sealed class ArrowTests
{
    private const string Core = "ChatLedger";

    private static readonly Dictionary<string, Layer> Layers = new(StringComparer.Ordinal)
    {
        [Core] = Layer.Core,
        ["ChatLedger.Sqlite"] = Layer.Store,
        ["ChatLedger.PostgreSql"] = Layer.Store,
        ["ChatLedger.AspNetCore"] = Layer.Edge,
        ["ChatLedger.Extensions.AI"] = Layer.Edge,
        ["ChatLedger.Server"] = Layer.Host,
    };

    private static readonly IReadOnlyList<ProjectFile> Products = ProjectFile.Below("src");

    private static ProjectFile CoreProject => Products.Single(project => project.Name == Core);

    private enum Layer
    {
        Core,
        Store,
        Edge,
        Host,
    }

    [Fact]
    public void every_product_has_its_layer() => Claims.Match(Products.Select(project => project.Name), Layers.Keys);

    [Fact]
    public void no_arrow_points_the_wrong_way()
    {
        var arrows = Products.SelectMany(project => project.Projects.Select(seen => (From: project.Name, To: seen)));

        Claims.None(arrows, arrow => !MaySee(Layers[arrow.From], Layers[arrow.To]));
    }

    [Theory]
    [InlineData("ChatLedger", "ChatLedger.Sqlite")]
    [InlineData("ChatLedger.Sqlite", "ChatLedger.AspNetCore")]
    [InlineData("ChatLedger.Sqlite", "ChatLedger.PostgreSql")]
    [InlineData("ChatLedger.PostgreSql", "ChatLedger.Sqlite")]
    [InlineData("ChatLedger.AspNetCore", "ChatLedger.Sqlite")]
    [InlineData("ChatLedger.AspNetCore", "ChatLedger.Server")]
    public void these_arrows_would_be_noticed(string from, string to) => Assert.False(MaySee(Layers[from], Layers[to]));

    [Fact]
    public void the_core_knows_no_driver_and_no_web_framework()
    {
        Assert.Equal("Microsoft.NET.Sdk", CoreProject.Sdk);
        Assert.Empty(CoreProject.Frameworks);
        Assert.All(CoreProject.Packages, package => Assert.True(
            package is "Polly.Core" or "Microsoft.Extensions.Options" || package.EndsWith(".Abstractions", StringComparison.Ordinal), package));
    }

    [Fact]
    public void the_compiled_core_asks_for_no_driver_and_no_web_framework()
    {
        var asked = typeof(ChatLedgerOptions).Assembly.GetReferencedAssemblies().Select(name => name.Name!).ToList();

        Assert.Contains("Polly.Core", asked);
        Assert.DoesNotContain(asked, name => name.Contains("Sqlite", StringComparison.OrdinalIgnoreCase) || name.Contains("Npgsql", StringComparison.OrdinalIgnoreCase) || name.Contains("AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void only_tests_see_internals()
    {
        var friends = Products.SelectMany(project => project.Friends);
        var tests = ProjectFile.Below("tests").Select(project => project.Name).ToHashSet(StringComparer.Ordinal);

        Claims.None(friends, friend => !tests.Contains(friend));
    }

    [Fact]
    public void no_product_sees_a_test() =>
        Claims.None(Products.SelectMany(project => project.Projects), seen => !Layers.ContainsKey(seen));

    private static bool MaySee(Layer from, Layer to) => from switch
    {
        Layer.Core => false,
        Layer.Host => to != Layer.Host,
        _ => to == Layer.Core,
    };
}
