using System.Diagnostics;
using System.Text;

namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>A program of ours in a process of its own. Disposing it ends the process, whatever state it is in.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    /// <summary>The settings of whoever runs the tests, keys of model providers above all, are none of the program's.</summary>
    private static readonly string[] Settings = ["CHATLEDGER_", "OPENAI_", "ANTHROPIC_", "DATABASE_URL", "REDIS_URL", "ENABLE_CHAT_LOGGING", "CHAT_LOG_"];

    private readonly Process _process;

    private ProgramProcess(Process process)
    {
        _process = process;
        Output = new TerminalOutput(process.StandardOutput);
        Errors = new TerminalOutput(process.StandardError);
    }

    public int Id => _process.Id;

    public TerminalOutput Output { get; }

    public TerminalOutput Errors { get; }

    public static ProgramProcess Start(string program, string directory, IReadOnlyDictionary<string, string>? settings, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(static name => Settings.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ProgramProcess(Process.Start(start)!);
    }

    /// <summary>Ends it at once, without a chance to do anything (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end and gives its exit code; all it wrote has been read then.</summary>
    public async Task<int> ExitAsync()
    {
        await Task.WhenAll(_process.WaitForExitAsync(), Output.Ended, Errors.Ended).OrTimeoutAsync();
        AssertNoStackTrace();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void AssertNoStackTrace()
    {
        foreach (var sign in (ReadOnlySpan<string>)["Unhandled exception", "   at ChatLedger.", "   at System.", "   at Microsoft."])
        {
            Assert.DoesNotContain(sign, Output.Text);
            Assert.DoesNotContain(sign, Errors.Text);
        }
    }
}
