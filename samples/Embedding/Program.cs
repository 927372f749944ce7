using ChatLedger;
using ChatLedger.Capture;
using ChatLedger.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddChatLedger().UseSqlite();
using var host = builder.Build();
await host.StartAsync();

var ledger = host.Services.GetRequiredService<IChatLedger>();
await using var turn = await ledger.BeginTurnAsync(new TurnStart { SessionId = "order-4711", UserMessage = "Where is my parcel?" });
await turn.AppendAsync("It left the warehouse this morning.");
var receipt = await turn.CompleteAsync(new TurnFigures { Model = "parcel-bot" });

foreach (var recorded in await ledger.GetChatHistoryAsync("order-4711"))
    Console.WriteLine($"{recorded.UserMessage} {recorded.AiResponse}");
Console.WriteLine($"Recorded as turn {receipt.TurnId}.");
await host.StopAsync();
