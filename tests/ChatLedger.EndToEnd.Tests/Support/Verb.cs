namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>How a command ended, what it wrote, and how long it took.</summary>
internal sealed record Outcome(int Code, string Output, string Errors, TimeSpan Elapsed)
{
    /// <summary>Expects success and gives what was written.</summary>
    public string Succeeded()
    {
        Assert.True(Code == 0, $"exit code {Code}\n{Output}\n{Errors}");
        return Output;
    }

    /// <summary>Expects an exit code and gives the message.</summary>
    public string Failed(int code)
    {
        Assert.True(Code == code, $"exit code {Code}, not {code}\n{Output}\n{Errors}");
        return Errors;
    }
}

/// <summary>Runs the program's verbs.</summary>
internal static class Verb
{
    /// <summary>Runs a verb on a place's data directory.</summary>
    public static Task<Outcome> RunAsync(TempPlace place, params IEnumerable<string> arguments) =>
        RunBareAsync(place, null, [.. arguments, "--data", place.Data]);

    /// <summary>Runs the program with nothing but these arguments and settings.</summary>
    public static async Task<Outcome> RunBareAsync(TempPlace place, IReadOnlyDictionary<string, string>? settings, params IEnumerable<string> arguments)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var process = Start(place, settings, arguments);
        var code = await process.ExitAsync();
        return new Outcome(code, process.Output.Text, process.Errors.Text, TimeProvider.System.GetElapsedTime(started));
    }

    /// <summary>Starts the program and leaves it to the caller.</summary>
    public static ProgramProcess Start(TempPlace place, IReadOnlyDictionary<string, string>? settings, params IEnumerable<string> arguments) =>
        ProgramProcess.Start(Programs.Server, place.Folder, settings, arguments);
}
