using System.CommandLine;
using ChatLedger.Server.Hosting;
using ChatLedger.Server.Settings;

namespace ChatLedger.Server.Commands;

/// <summary><c>chatledger init-db</c>: creates or updates the tables, looks whether they are as they should be, or writes the SQL for it.</summary>
internal static class InitDbCommand
{
    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "Change nothing; name each difference between the tables and what this program needs, and end with 1 if there is one" };
        var script = new Option<bool>("--script") { Description = "Change nothing; write the SQL for what is missing to standard output, for a database's owner to run" };
        var adopt = new AdoptOptions();
        var data = CommonOptions.Data();
        var command = new Command("init-db", "Creates or updates the tables of the store; safe to repeat.") { check, script, data };
        adopt.AddTo(command, insteadOf: [check, script]);
        command.Validators.Add(result =>
        {
            if (result.GetValue(check) && result.GetValue(script)) result.AddError("--check and --script are two things; give one of them.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommonOptions.Read(parsed.GetValue(data));
            if (adopt.Read(parsed) is { } request) return await AdoptCommand.RunAsync(settings, request, cancellation);
            await using var connection = await SchemaConnection.OpenAsync(settings, cancellation);
            if (parsed.GetValue(check)) return await CheckAsync(connection, settings, cancellation);
            if (parsed.GetValue(script)) return await ScriptAsync(connection, cancellation);
            return await InitializeAsync(connection, settings, cancellation);
        });
        return command;
    }

    private static async Task<int> InitializeAsync(SchemaConnection connection, ServerSettings settings, CancellationToken cancellation)
    {
        var result = await connection.InitializeAsync(cancellation);
        foreach (var migration in result.Applied) Console.WriteLine($"Applied {migration}.");
        var partitions = await ProgressDisplay.ShowAsync("Making partitions", onMade => connection.MakeRoomAsync(onMade, cancellation));
        if (partitions > 0) Console.WriteLine($"Partitions made, one a day: {partitions}.");
        Console.WriteLine($"The tables are up to date (version {result.Version}): {StoreChoice.Describe(settings)}.");
        return ExitCodes.Ok;
    }

    private static async Task<int> CheckAsync(SchemaConnection connection, ServerSettings settings, CancellationToken cancellation)
    {
        var check = await connection.CheckAsync(cancellation);
        foreach (var difference in check.Differences) Console.WriteLine($"different: {TerminalText.Escape(difference)}");
        foreach (var note in check.Notes) Console.WriteLine($"note: {TerminalText.Escape(note)}");
        var verdict = check.Differences.Count == 0 ? "The tables are as they should be" : $"Differences: {check.Differences.Count}";
        Console.WriteLine($"{verdict}: {StoreChoice.Describe(settings)}.");
        return check.Differences.Count == 0 ? ExitCodes.Ok : ExitCodes.Error;
    }

    private static async Task<int> ScriptAsync(SchemaConnection connection, CancellationToken cancellation)
    {
        var script = await connection.ScriptAsync(cancellation);
        if (script.Doubt is { } doubt) await Console.Error.WriteLineAsync($"The script makes everything, since what is there could not be seen. {TerminalText.Escape(doubt)}");
        Console.Write(script.Sql);
        return ExitCodes.Ok;
    }
}
