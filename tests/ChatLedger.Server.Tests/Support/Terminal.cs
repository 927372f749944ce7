using ChatLedger.Server.Commands;

namespace ChatLedger.Server.Tests;

/// <summary>Runs the program's verbs in a place and keeps what they say. The console belongs to the process, so it is put back.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly (TextWriter Out, TextWriter Error) _before = (Console.Out, Console.Error);

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    /// <summary>Runs a verb and gives its exit code; what the one before said is forgotten.</summary>
    public async Task<int> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Console.SetOut(output);
        Console.SetError(errors);
        var code = await CommandLine.RunAsync(arguments).WaitAsync(TimeSpan.FromSeconds(120));
        (Output, Errors) = (output.ToString(), errors.ToString());
        Assert.DoesNotContain("unforeseen", Errors, StringComparison.Ordinal);
        return code;
    }

    public void Dispose()
    {
        Console.SetOut(_before.Out);
        Console.SetError(_before.Error);
    }
}
