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
            // Where no server runs, the start of this command's own makes the tables, also where servers are told to leave them alone.
            await using var connection = await LedgerConnection.OpenAsync(CommonOptions.Read(parsed.GetValue(data), ("Store:AutoMigrate", "true")), cancellation);
            var state = (await connection.Client.InitializeAsync(cancellation))!.Value;
            Console.WriteLine($"The tables are up to date (version {state.GetProperty("version")}).");
            return ExitCodes.Ok;
        });
        return command;
    }
}
