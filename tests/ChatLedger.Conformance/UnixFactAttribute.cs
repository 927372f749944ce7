namespace ChatLedger.Conformance;

/// <summary>A test of what only Unix has.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "Windows has no file modes; the folder's access rules protect the files there.";
    }
}
