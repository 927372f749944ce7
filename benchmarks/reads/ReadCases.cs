using ChatLedger.Storage;

namespace ChatLedger.Benchmarks.Reads;

/// <summary>A read to measure.</summary>
/// <param name="Name">What is read.</param>
/// <param name="RunAsync">Reads it once, each time another one where there are several.</param>
/// <param name="IsJudged">Whether a route waits for it.</param>
internal sealed record ReadCase(string Name, Func<Task> RunAsync, bool IsJudged = true);

/// <summary>What the read routes ask of the store.</summary>
internal static class ReadCases
{
    private const int PageTurns = 51;

    public static async Task<IReadOnlyList<ReadCase>> OfAsync(ILedgerReader reader, int turns)
    {
        var sessions = turns / 10;
        var next = 0;
        string Session() => Traffic.SessionOf((int)(Mix.Of(next++) % (uint)sessions));
        var deep = await DeepAsync(reader);
        var newest = await reader.GetHistoryAsync(new HistoryQuery(Traffic.LongSession, PageTurns, Newest: true));
        var middle = new TurnPosition(newest[0].Timestamp - TimeSpan.FromDays(45), long.MaxValue);
        var own = await TurnIdsAsync(reader, 0);
        var imported = await TurnIdsAsync(reader, 9);
        var stored = await reader.GetHistoryAsync(new HistoryQuery(Traffic.LongSession, 1_000));

        return
        [
            .. Lists(deep),
            new("session, found", () => reader.FindSessionAsync(Session())),
            new("session, missing", () => reader.FindSessionAsync("nobody")),
            History("history, first page", () => new(Session(), PageTurns)),
            History("history, newest page", () => new(Session(), PageTurns, Newest: true)),
            History("history of a missing session", () => new("nobody", PageTurns)),
            History("history over months, first page", () => new(Traffic.LongSession, PageTurns)),
            History("history over months, after a cursor", () => new(Traffic.LongSession, PageTurns, After: middle)),
            History("history over months, before a cursor", () => new(Traffic.LongSession, PageTurns, Before: middle)),
            History("history over months, newest page", () => new(Traffic.LongSession, PageTurns, Newest: true)),
            History("history over months, 1,000 turns", () => new(Traffic.LongSession, 1_001)),
            History("history of one day, 1,000 turns", () => new(Traffic.BusySession, 1_001)),
            new("statistics", () => reader.GetSessionStatsAsync(Session())),
            new("statistics of 2,000 turns over months", () => reader.GetSessionStatsAsync(Traffic.LongSession)),
            new("statistics of 2,000 turns of one day", () => reader.GetSessionStatsAsync(Traffic.BusySession)),
            new("statistics of a missing session", () => reader.GetSessionStatsAsync("nobody")),
            new("turn by id, UUIDv7", () => reader.FindTurnAsync(own[next++ % own.Count])),
            new("turn by id, imported", () => reader.FindTurnAsync(imported[next++ % imported.Count])),
            new("turn by id, missing", () => reader.FindTurnAsync(Guid.CreateVersion7(middle.Timestamp))),
            new("turn by id, missing, imported", () => reader.FindTurnAsync(Guid.NewGuid())),
            new("ingest key, found", () => reader.FindIngestKeyAsync(Traffic.KeyOf(next++ % Traffic.KeyedOf(turns)))),
            new("ingest key, missing", () => reader.FindIngestKeyAsync("nothing")),
            new("stored turns of a session", () => reader.FindStoredTurnsAsync(Traffic.SessionOf(9), imported)),
            new("stored turns of a session, 1,000 of 2,000", () => reader.FindStoredTurnsAsync(Traffic.LongSession, [.. stored.Select(static turn => turn.TurnId)])),
            new("stored turns of a missing session", () => reader.FindStoredTurnsAsync("nobody", imported)),
            new("figures of the whole ledger (no route)", () => reader.GetLedgerStatsAsync(), IsJudged: false),
        ];

        ReadCase History(string name, Func<HistoryQuery> query) => new(name, () => reader.GetHistoryAsync(query()));

        IEnumerable<ReadCase> Lists(SessionPosition place) =>
            SessionLists.Of(place, Traffic.UserOf(0)!).Select(list => new ReadCase("list, " + list.Name, () => reader.ListSessionsAsync(list.Query)));
    }

    private static async Task<SessionPosition> DeepAsync(ILedgerReader reader)
    {
        var newest = (await reader.ListSessionsAsync(new SessionQuery { Limit = 1 }))[0];
        var deep = (await reader.ListSessionsAsync(new SessionQuery { Limit = 1, To = newest.LastActivity - TimeSpan.FromDays(60) }))[0];
        return new SessionPosition(deep.LastActivity, deep.Id);
    }

    private static async Task<IReadOnlyList<Guid>> TurnIdsAsync(ILedgerReader reader, int first)
    {
        var ids = new List<Guid>();
        for (var session = first; session < 1_000; session += 10)
            ids.AddRange((await reader.GetHistoryAsync(new HistoryQuery(Traffic.SessionOf(session), PageTurns))).Select(static turn => turn.TurnId));
        return ids;
    }
}
