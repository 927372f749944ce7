using System.CommandLine;

namespace ChatLedger.Server.Commands;

/// <summary><c>chatledger init-db</c>: creates or updates the tables.</summary>
internal static class InitDbCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var command = new Command("init-db", "Creates or updates the tables of the store; safe to repeat.") { data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var connection = await LedgerConnection.OpenAsync(CommonOptions.Read(parsed.GetValue(data), ("Store:AutoMigrate", "false")), cancellation);
            var state = (await connection.Client.InitializeAsync(cancellation))!.Value;
            var applied = state.GetProperty("applied").EnumerateArray().Select(static name => name.GetString()).ToList();
            Console.WriteLine(applied.Count == 0 ? $"The tables are up to date (version {state.GetProperty("version")})." : $"Applied {string.Join(", ", applied)}; the tables are of version {state.GetProperty("version")}.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
