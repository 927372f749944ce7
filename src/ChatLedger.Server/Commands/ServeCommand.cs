using System.CommandLine;
using System.Globalization;
using ChatLedger.Server.Hosting;
using ChatLedger.Server.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace ChatLedger.Server.Commands;

/// <summary><c>chatledger serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var port = new Option<int?>("--port") { Description = "The port to listen on; 0 lets the system choose [default: 5080]", HelpName = "PORT" };
        var host = new Option<string?>("--host") { Description = "The loopback address to listen on [default: 127.0.0.1]", HelpName = "ADDRESS" };
        var data = CommonOptions.Data();
        var command = new Command("serve", "Runs the server: the chat page, the HTTP interface, the ledger.") { port, host, data };
        command.SetAction((parsed, cancellation) => RunAsync(
            CommonOptions.Read(
                parsed.GetValue(data),
                ("Server:Port", parsed.GetValue(port)?.ToString(CultureInfo.InvariantCulture)),
                ("Server:Host", parsed.GetValue(host))),
            null, cancellation));
        return command;
    }

    /// <param name="settings">Every setting, checked.</param>
    /// <param name="configure">Further services, such as a test's own journal.</param>
    /// <param name="cancellation">Tells it to stop.</param>
    public static async Task<int> RunAsync(ServerSettings settings, Action<IServiceCollection>? configure, CancellationToken cancellation)
    {
        await using (var server = await RunningServer.StartAsync(settings, isPublic: true, configure, cancellation))
        {
            Welcome(server, settings);
            await server.WaitAsync(cancellation);
        }

        return JournalWatch.HasFailed ? ExitCodes.Error : ExitCodes.Ok;
    }

    private static void Welcome(RunningServer server, ServerSettings settings)
    {
        var isRecording = settings.Ledger.EnableChatLogging;
        Console.WriteLine("ChatLedger is ready.");
        Console.WriteLine($"  Chat page   {server.PublicUrl}/");
        Console.WriteLine($"  Model       {server.Model}");
        Console.WriteLine($"  Recording   {(isRecording ? $"to {Path.GetFullPath(settings.Ledger.DataDirectory)}" : "off (ENABLE_CHAT_LOGGING=false): nothing is stored")}");
        Console.WriteLine("Press Ctrl+C to stop.");
    }
}
