using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ChatLedger.Server.Control;

namespace ChatLedger.Server.Commands;

/// <summary><c>chatledger history SESSION</c>: shows a session's turns, oldest first.</summary>
internal static class HistoryCommand
{
    private const int PageSize = 200;

    public static Command Create()
    {
        var session = new Argument<string>("SESSION") { Description = "The session's id" };
        var limit = new Option<int>("--limit") { Description = "How many turns to show, the oldest first", DefaultValueFactory = static _ => 50, HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "Write JSON Lines, one turn a line, as stored" };
        var data = CommonOptions.Data();
        limit.Validators.Add(static result =>
        {
            // What is no number at all is told by the option itself.
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var given) && given < 1) result.AddError("--limit must be at least 1.");
        });
        var command = new Command("history", "Shows the turns of a session, oldest first.") { session, limit, json, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var connection = await LedgerConnection.OpenAsync(CommonOptions.Read(parsed.GetValue(data)), cancellation);
            return await ShowAsync(connection.Client, parsed.GetValue(session)!, parsed.GetValue(limit), parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task<int> ShowAsync(ControlClient client, string session, int limit, bool asJson, CancellationToken cancellation)
    {
        string? cursor = null;
        for (var left = limit; left > 0;)
        {
            var page = await client.GetHistoryAsync(session, Math.Min(left, PageSize), cursor, cancellation)
                ?? throw new VerbException($"There is no session {TerminalText.Escape(session)}.");
            foreach (var turn in page.GetProperty("items").EnumerateArray())
            {
                Console.WriteLine(asJson ? turn.GetRawText() : Format(turn));
                left--;
            }

            cursor = page.GetProperty("next").GetString();
            if (cursor is null) return ExitCodes.Ok;
        }

        await Console.Error.WriteLineAsync($"There are more turns; show them with --limit.");
        return ExitCodes.Ok;
    }

    private static string Format(JsonElement turn)
    {
        string? Text(string name) => turn.GetProperty(name).GetString() is { } text ? TerminalText.Escape(text) : null;
        var time = turn.GetProperty("timestamp").GetDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var response = turn.GetProperty("responseTimeMs") is { ValueKind: JsonValueKind.Number } milliseconds ? $"{milliseconds} ms" : null;
        var notes = string.Join(" · ", new[] { Text("status"), Text("error"), Text("mood"), Text("model"), response }.OfType<string>());
        return $"{time}  {notes}\n  user       {Indent(Text("userMessage")!)}\n  assistant  {Indent(Text("aiResponse")!)}\n";
    }

    private static string Indent(string text) => text.Replace("\n", "\n             ", StringComparison.Ordinal);
}
