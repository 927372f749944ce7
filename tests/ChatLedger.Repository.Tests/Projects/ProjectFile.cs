using System.Xml.Linq;
using ChatLedger.Repository.Tests.Support;

namespace ChatLedger.Repository.Tests.Projects;

/// <summary>What a project file says of its dependencies.</summary>
internal sealed class ProjectFile(string path)
{
    private readonly XDocument _xml = XDocument.Parse(Tree.Read(path));

    /// <summary>Every project of the repository.</summary>
    public static IReadOnlyList<ProjectFile> All { get; } = Below(".");

    public string Path { get; } = path;

    public override string ToString() => Path;

    public string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(path);

    public string Sdk => _xml.Root!.Attribute("Sdk")!.Value;

    public bool IsExecutable => _xml.Descendants("OutputType").Any(type => type.Value == "Exe");

    public IReadOnlyList<string> Projects => [.. Items("ProjectReference").Select(System.IO.Path.GetFileNameWithoutExtension)!];

    public IReadOnlyList<string> Packages => Items("PackageReference");

    public IReadOnlyList<string> Frameworks => Items("FrameworkReference");

    public IReadOnlyList<string> Friends => Items("InternalsVisibleTo");

    public static IReadOnlyList<ProjectFile> Below(string folder) => [.. Tree.Files(folder, "*.csproj").Select(file => new ProjectFile(file))];

    private List<string> Items(string name) => [.. _xml.Descendants(name).Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'))];
}
