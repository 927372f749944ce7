using System.Xml.Linq;
using ChatLedger.Repository.Tests.Support;

namespace ChatLedger.Repository.Tests.Projects;

public sealed class SolutionTests
{
    [Fact]
    public void every_project_is_in_the_solution_and_none_is_missing()
    {
        var listed = XDocument.Parse(Tree.Read("ChatLedger.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value);

        Claims.Match(ProjectFile.All.Select(project => project.Path), listed);
    }

    [Fact]
    public void versions_stand_in_one_place_only() =>
        Claims.None(ProjectFile.All, project => Tree.Read(project.Path).Contains(" Version=\"", StringComparison.Ordinal));

    [Fact]
    public void every_project_has_its_lock_file_and_no_lock_file_names_an_address()
    {
        var locks = Tree.Files(".", "packages.lock.json", "package-lock.json");

        Assert.Empty(ProjectFile.All.Select(project => $"{Path.GetDirectoryName(project.Path)!.Replace('\\', '/')}/packages.lock.json").Except(locks));
        Claims.None(locks, file => Tree.Read(file).Contains("://", StringComparison.Ordinal));
    }
}
