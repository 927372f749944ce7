namespace ChatLedger.Sqlite.Tests.Journal.Crashes;

/// <summary>A test of what a disk holds after a power loss, which a file system of its own on a loop device pretends.</summary>
public sealed class PowerLossFactAttribute : FactAttribute
{
    public PowerLossFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Skip = "Only root on Linux can mount the file system that loses its power.";
        else if (!Tool.TryRun("losetup", "--find")) Skip = "There is no loop device here.";
    }
}
