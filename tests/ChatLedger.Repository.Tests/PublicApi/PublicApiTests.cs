using System.Reflection;
using ChatLedger.Repository.Tests.Projects;
using ChatLedger.Repository.Tests.Support;

namespace ChatLedger.Repository.Tests.PublicApi;

/// <summary>A package's users rely on what they can see, so a change of it is seen in a review: as a line of the approved snapshot.</summary>
public sealed class PublicApiTests
{
    private const string AcceptVariable = "CHATLEDGER_ACCEPT_PUBLIC_API";

    public static TheoryData<string> Packages => [.. ProjectFile.Below("src").Where(project => !project.IsExecutable).Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void what_users_see_of_a_package_is_what_was_approved(string package)
    {
        var snapshot = Path.Combine(Tree.Root, "tests", "ChatLedger.Repository.Tests", "PublicApi", $"{package}.txt");
        var actual = PublicSurface.Of(Assembly.Load(package));
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1") File.WriteAllText(snapshot, actual);
        var approved = File.Exists(snapshot) ? File.ReadAllText(snapshot).ReplaceLineEndings("\n") : "";

        Assert.NotEmpty(actual);
        Assert.True(actual == approved, Difference(package, approved.Split('\n'), actual.Split('\n')));
    }

    [Fact]
    public void the_executable_offers_nothing_to_compile_against() =>
        // The SDK makes that one public.
        Claims.None(Assembly.Load("ChatLedger.Server").GetExportedTypes(), type => type.FullName != "Program");

    private static string Difference(string package, string[] approved, string[] actual) =>
        $"The public surface of {package} changed:\n{string.Join('\n', approved.Except(actual).Select(line => $"- {line}").Concat(actual.Except(approved).Select(line => $"+ {line}")))}\n"
        + $"If that is meant, run this test once with {AcceptVariable}=1 and commit the changed snapshot.";
}
