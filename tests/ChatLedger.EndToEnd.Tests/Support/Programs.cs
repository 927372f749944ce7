namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>The programs under test, built beside the tests with the same configuration.</summary>
internal static class Programs
{
    /// <summary>The server and its verbs.</summary>
    public static string Server { get; } = PathOf("ChatLedger.Server");

    /// <summary>The server with a journal that acknowledges before it writes.</summary>
    public static string Control { get; } = PathOf("ChatLedger.EndToEnd.ControlHost");

    private static string PathOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"{project}.dll");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is not there; build the solution first.");
    }
}
