namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>A test that sends signals.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    internal const string Reason = "Signals are sent by their Linux numbers.";

    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = Reason;
    }
}

/// <summary>The same with several inputs.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = LinuxFactAttribute.Reason;
    }
}
