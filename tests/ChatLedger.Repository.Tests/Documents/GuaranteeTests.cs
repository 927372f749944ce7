using System.Text.RegularExpressions;
using ChatLedger.Repository.Tests.Support;

namespace ChatLedger.Repository.Tests.Documents;

public sealed class GuaranteeTests
{
    [Fact]
    public void every_test_that_is_named_as_proof_exists()
    {
        var classes = Tree.Files("tests", "*.cs").SelectMany(file => Regex.Matches(Tree.Read(file), @"\bclass (\w+)").Select(match => match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        var named = Regex.Matches(Tree.Read("docs/guarantees.md"), @"`(\w+(?:Tests|Suite))`").Select(match => match.Groups[1].Value);

        Claims.None(named, name => !classes.Contains(name));
    }
}
