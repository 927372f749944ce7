using System.Diagnostics;

namespace ChatLedger.Sqlite.Tests.Journal.Crashes;

/// <summary>The operating system's own programs.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end; false where it is missing or fails.</summary>
    public static bool TryRun(string program, params IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a program that must succeed.</summary>
    public static void Run(string program, params IEnumerable<string> arguments) => Assert.True(TryRun(program, arguments), $"{program} failed.");
}
