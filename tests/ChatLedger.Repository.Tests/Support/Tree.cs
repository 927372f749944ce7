using System.Reflection;

namespace ChatLedger.Repository.Tests.Support;

/// <summary>The tree these tests were built from, without what tools put into it.</summary>
internal static class Tree
{
    private static readonly HashSet<string> NotOurs =
        new([".git", ".idea", ".vs", "artifacts", "bin", "chatledger-data", "node_modules", "obj", "TestResults"], StringComparer.Ordinal);

    /// <summary>The folder of the solution, as a full path.</summary>
    public static string Root { get; } =
        typeof(Tree).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    /// <summary>The files below a folder, as paths from the root with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files(string folder, params string[] patterns)
    {
        var found = patterns.SelectMany(pattern => Walk(new DirectoryInfo(Path.Combine(Root, folder)), pattern))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/')).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(found);
        return found;
    }

    /// <summary>The text of a file, by its path from the root.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file)).ReplaceLineEndings("\n");

    /// <summary>The lines of a file, by its path from the root.</summary>
    public static string[] Lines(string file) => Read(file).Split('\n');

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder, string pattern) => folder.EnumerateFiles(pattern)
        .Concat(folder.EnumerateDirectories().Where(child => !NotOurs.Contains(child.Name) && child.LinkTarget is null).SelectMany(child => Walk(child, pattern)));
}
