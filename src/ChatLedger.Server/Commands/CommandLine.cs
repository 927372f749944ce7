using System.CommandLine;
using System.Net.Sockets;
using ChatLedger.Journal;
using ChatLedger.Server.Control;
using ChatLedger.Server.Settings;
using ChatLedger.Storage;
using Microsoft.AspNetCore.Connections;

namespace ChatLedger.Server.Commands;

/// <summary>The verbs, and how their failures reach the terminal: one message, one exit code, never a stack trace.</summary>
internal static class CommandLine
{
    /// <summary>How long a stopping program may take before it is ended: answers in flight are finished or recorded first.</summary>
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("ChatLedger records every AI chat turn: durably, searchably, and forgettably.")
        {
            ServeCommand.Create(),
            InitDbCommand.Create(),
            ImportCommand.Create(),
            HistoryCommand.Create(),
            StatsCommand.Create(),
        };
        try
        {
            var parsed = root.Parse(WithVerb(args));
            var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopMax });
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return ExitCodes.Error;
        }
        catch (Exception exception)
        {
            var (code, message) = Explain(exception);
            await Console.Error.WriteLineAsync($"chatledger: {message}");
            return code;
        }
    }

    /// <summary>Without a verb the server is meant: its options may come first.</summary>
    private static string[] WithVerb(string[] args) =>
        args is [] || args[0].Split('=')[0] is "--port" or "--host" or "--data" ? ["serve", .. args] : args;

    private static (int Code, string Message) Explain(Exception exception) => exception switch
    {
        SettingsException => (ExitCodes.Usage, exception.Message),
        DataDirectoryInUseException => (ExitCodes.DirectoryInUse, exception.Message),
        ServerSilentException => (ExitCodes.ServerSilent, exception.Message),
        JournalCorruptException or StoreException { Failure: StoreFailure.Corrupt } => (ExitCodes.Corrupt, exception.Message),
        IOException { InnerException: AddressInUseException or SocketException } => (ExitCodes.Error, $"{exception.Message} Choose another port with --port, or stop what listens there."),
        UnauthorizedAccessException => (ExitCodes.Error, $"{exception.Message} Give this user the right to it, or choose another place."),
        StoreException or VerbException or IOException or InvalidOperationException => (ExitCodes.Error, exception.Message),
        _ => (ExitCodes.Error, $"an unforeseen error: {exception.GetType().Name}: {exception.Message}"),
    };
}
