namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>What is wrong between that which writers were told and that which is stored. Nothing is, where every list is empty.</summary>
internal sealed record Verdict
{
    /// <summary>Acknowledged turns that are not stored.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Turns that are stored more than once.</summary>
    public List<string> Doubled { get; } = [];

    /// <summary>Acknowledged turns whose stored text or status is another.</summary>
    public List<string> Altered { get; } = [];

    /// <summary>Turns that stand before or behind the place at which their writer sent them.</summary>
    public List<string> Misplaced { get; } = [];

    /// <summary>Stored turns that nobody sent.</summary>
    public List<string> Phantoms { get; } = [];

    public bool IsClean => Lost.Count + Doubled.Count + Altered.Count + Misplaced.Count + Phantoms.Count == 0;

    /// <param name="writers">What was sent and acknowledged.</param>
    /// <param name="stored">What is stored, each session in the order of its history.</param>
    public static Verdict Of(IReadOnlyCollection<WriterLog> writers, IReadOnlyCollection<StoredTurn> stored)
    {
        var verdict = new Verdict();
        var sessions = stored.ToLookup(static turn => turn.SessionId);
        foreach (var writer in writers) verdict.Check(writer, [.. sessions[writer.SessionId]]);
        var known = writers.Select(static writer => writer.SessionId).ToHashSet();
        verdict.Phantoms.AddRange(stored.Where(turn => !known.Contains(turn.SessionId)).Select(Name));
        return verdict;
    }

    public override string ToString() => string.Join("; ", new[] { (Lost, "lost"), (Doubled, "doubled"), (Altered, "altered"), (Misplaced, "misplaced"), (Phantoms, "phantoms") }
        .Where(static list => list.Item1.Count > 0).Select(static list => $"{list.Item1.Count} {list.Item2}: {string.Join(", ", list.Item1.Take(3))}"));

    private void Check(WriterLog writer, List<StoredTurn> stored)
    {
        Doubled.AddRange(stored.GroupBy(static turn => turn.Number).Where(static group => group.Count() > 1).Select(static group => Name(group.First())));
        Phantoms.AddRange(stored.Where(turn => turn.Number is not { } number || number >= writer.Sent.Count || writer.Sent[number] != turn.UserMessage).Select(Name));
        Misplaced.AddRange(stored.Zip(stored.Skip(1)).Where(static pair => pair.First.Number > pair.Second.Number).Select(static pair => Name(pair.Second)));
        var byId = stored.ToLookup(static turn => turn.TurnId);
        foreach (var told in writer.Acknowledged)
        {
            var row = byId[told.TurnId.ToString()].FirstOrDefault();
            if (row is null) Lost.Add($"{told.SessionId} {told.Number}");
            else if (row.Hash != told.Hash || row.Status != "completed" || row.Number != told.Number) Altered.Add(Name(row));
        }
    }

    private static string Name(StoredTurn turn) => $"{turn.SessionId} {turn.Number} ({turn.Status}, row {turn.Id})";
}
