namespace ChatLedger.Sqlite.Tests.Journal.Crashes;

/// <summary>A test of what happens when the disk fails, which strace pretends.</summary>
public sealed class StraceTheoryAttribute : TheoryAttribute
{
    public StraceTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Tool.TryRun("strace", "-o", "/dev/null", "true")) Skip = "strace is missing or may not trace here.";
    }
}
