using System.Runtime.InteropServices;

namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>Signals to one process (POSIX <c>kill</c>); their numbers are those of Linux.</summary>
internal static partial class Signals
{
    public static void Terminate(int process) => Send(process, 15);

    /// <summary>Halts a process where it stands; it cannot prevent that.</summary>
    public static void Freeze(int process) => Send(process, 19);

    /// <summary>Ends a process at once, without a chance to do anything.</summary>
    public static void Kill(int process) => Send(process, 9);

    public static void Thaw(int process) => Send(process, 18);

    private static void Send(int process, int signal)
    {
        if (SendSignal(process, signal) != 0) throw new InvalidOperationException($"Signal {signal} did not reach process {process} (errno {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
