using ChatLedger.Repository.Tests.Support;

namespace ChatLedger.Repository.Tests.Documents;

public sealed class LinkTests
{
    [Fact]
    public void every_relative_link_leads_to_something()
    {
        var links = Tree.Files(".", "*.md").SelectMany(file => Markdown.LinkTargets(Tree.Read(file)).Select(target => (File: file, Target: target)))
            .Where(link => !link.Target.Contains("://", StringComparison.Ordinal) && !link.Target.StartsWith("mailto:", StringComparison.Ordinal));

        Claims.None(links, link => !Leads(link.File, link.Target));
    }

    [Theory]
    [InlineData("docs/no-such-page.md")]
    [InlineData("LICENSE/no")]
    [InlineData("docs/architecture.md#no-such-heading")]
    public void a_broken_link_would_be_noticed(string target) => Assert.False(Leads("README.md", target));

    private static bool Leads(string file, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? file : Path.Combine(Path.GetDirectoryName(file)!, Uri.UnescapeDataString(parts[0]));
        var full = Path.Combine(Tree.Root, path);
        if (!File.Exists(full)) return parts.Length == 1 && Directory.Exists(full);
        return parts.Length == 1 || Markdown.Anchors(File.ReadAllText(full).ReplaceLineEndings("\n")).Contains(parts[1]);
    }
}
