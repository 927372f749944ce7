using ChatLedger.Storage;

namespace ChatLedger.Benchmarks.Reads;

/// <summary>The filters of the list of sessions, each with values from common to absent.</summary>
internal static class SessionLists
{
    private static readonly SessionQuery All = new() { Limit = 51 };

    public static IEnumerable<(string Name, SessionQuery Query)> Of(SessionPosition deep, string user) =>
    [
        ("first page", All),
        ("1,000 sessions", All with { Limit = 1_001 }),
        ("deep page", All with { After = deep }),
        ("text, common", All with { Text = "customer" }),
        ("text, one user", All with { Text = user[^7..] }),
        ("text, one session", All with { Text = "OVER-MONTHS" }),
        ("text, none", All with { Text = "no such text" }),
        ("user", All with { UserId = user }),
        ("user, none", All with { UserId = "nobody" }),
        ("a day, two months ago", All with { From = deep.LastActivity - TimeSpan.FromDays(1), To = deep.LastActivity }),
        ("times without a session", All with { From = deep.LastActivity.AddYears(1) }),
        ("mood, common", All with { Mood = "neutral" }),
        ("mood, seldom", All with { Mood = "frustrated" }),
        ("mood, only in the oldest sessions", All with { Mood = Traffic.OldMood }),
        ("mood, rare", All with { Mood = Traffic.RareMood }),
        ("mood, none", All with { Mood = "no such mood" }),
        ("status, common", All with { Status = TurnStatus.Completed }),
        ("status, seldom", All with { Status = TurnStatus.Aborted }),
        ("status, rare", All with { Status = TurnStatus.Interrupted }),
        ("model, common", All with { Model = Traffic.CommonModel }),
        ("model, rare", All with { Model = Traffic.RareModel }),
        ("model, none", All with { Model = "no such model" }),
        ("mood, status and model, common", All with { Mood = "neutral", Status = TurnStatus.Completed, Model = Traffic.CommonModel }),
        ("mood, status and model, rare", All with { Mood = Traffic.RareMood, Status = TurnStatus.Interrupted, Model = Traffic.RareModel }),
        ("rare mood, common model", All with { Mood = Traffic.RareMood, Model = Traffic.CommonModel }),
        ("common mood, seldom status, deep page", All with { Mood = "neutral", Status = TurnStatus.Aborted, After = deep }),
        ("text, mood and a day", All with { Text = "customer", Mood = "neutral", From = deep.LastActivity - TimeSpan.FromDays(1), To = deep.LastActivity }),
        ("text, rare mood", All with { Text = "archive", Mood = Traffic.OldMood }),
        ("user, no such mood", All with { UserId = user, Mood = "no such mood" }),
    ];
}
