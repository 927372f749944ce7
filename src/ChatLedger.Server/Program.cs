using ChatLedger.Server.Commands;

return await CommandLine.RunAsync(args);
