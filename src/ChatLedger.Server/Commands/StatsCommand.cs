using System.CommandLine;
using System.Globalization;

namespace ChatLedger.Server.Commands;

/// <summary><c>chatledger stats [SESSION]</c>: shows the figures of a session, or of the whole ledger.</summary>
internal static class StatsCommand
{
    public static Command Create()
    {
        var session = new Argument<string?>("SESSION") { Description = "The session's id; without one, the whole ledger", Arity = ArgumentArity.ZeroOrOne };
        var data = CommonOptions.Data();
        var command = new Command("stats", "Shows the figures of a session, or of the whole ledger.") { session, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var connection = await LedgerConnection.OpenAsync(CommonOptions.Read(parsed.GetValue(data)), cancellation);
            var id = parsed.GetValue(session);
            var stats = await connection.Client.GetStatsAsync(id, cancellation) ?? throw new VerbException($"There is no session {TerminalText.Escape(id!)}.");
            foreach (var (name, value) in Lines(stats, id is null)) Console.WriteLine($"{name,-22}{value}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static IEnumerable<(string Name, string Value)> Lines(SessionStats stats, bool isWhole)
    {
        if (isWhole) yield return ("Sessions", Number(stats.SessionCount));
        yield return ("Turns", Number(stats.ConversationCount));
        yield return ("Counted in sessions", Number(stats.TotalMessages));
        if (stats.StartedAt is { } started) yield return ("Started", Time(started));
        if (stats.LastActivity is { } last) yield return ("Last activity", Time(last));
        if (stats.AvgResponseTime is { } average) yield return ("Response time, mean", $"{average.ToString("F0", CultureInfo.InvariantCulture)} ms");
        foreach (var (name, value) in new[] { ("p50", stats.P50ResponseTime), ("p90", stats.P90ResponseTime), ("p95", stats.P95ResponseTime), ("p99", stats.P99ResponseTime), ("max", stats.MaxResponseTime) })
        {
            if (value is { } milliseconds) yield return ($"Response time, {name}", $"{milliseconds} ms");
        }

        foreach (var (status, count) in stats.Statuses.OrderByDescending(static pair => pair.Value)) yield return ($"Turns {status}", Number(count));
        foreach (var (mood, count) in stats.Moods.OrderByDescending(static pair => pair.Value)) yield return ($"Mood {TerminalText.Escape(mood)}", Number(count));
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset value) => value.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
