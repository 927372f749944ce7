using System.Globalization;
using ChatLedger.PostgreSql.Adoption;

namespace ChatLedger.Server.Commands;

/// <summary>Plans and findings of an adoption as lines for a terminal.</summary>
internal static class AdoptionText
{
    /// <summary>A plan: what is there, what will be done, and what is in the way.</summary>
    public static IEnumerable<string> Of(AdoptionPlan plan, string store)
    {
        yield return $"Old tables: {store}";
        if (plan.Obstacles.Count == 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"  {plan.Turns:N0} rows of chat_conversations, {plan.Sessions:N0} of chat_sessions, {Megabytes(plan.Bytes)}");
        if (plan.State == AdoptionState.Begun) yield return "  An adoption was begun; it goes on where it stopped.";
        yield return "What is done, while programs go on using them:";
        yield return "  1. ChatLedger's tables are made beside them, and triggers note the rows that programs write meanwhile.";
        yield return "  2. All rows are copied with their ids, in batches; then the noted ones again.";
        yield return "  3. Under a lock of moments the last changes are copied, both sides compared, and the tables swapped.";
        yield return "  4. The old tables are kept, in a schema of their own. A server then gives each turn its turn id and shortens user_ip.";
        if (plan.Notes.Count > 0) yield return "What was found:";
        foreach (var note in plan.Notes) yield return $"  {note}";
        if (plan.Obstacles.Count > 0) yield return "What has to be mended first; nothing was done:";
        foreach (var obstacle in plan.Obstacles) yield return $"  {obstacle}";
    }

    /// <summary>What would be dropped.</summary>
    public static IEnumerable<string> Of(KeptTables kept)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"The schema {kept.Schema} keeps the old tables: {kept.Turns:N0} rows of chat_conversations, {kept.Sessions:N0} of chat_sessions, {Megabytes(kept.Bytes)}.");
        if (kept.TurnsGone > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{kept.TurnsGone:N0} of these turns are not in the ledger any more, such as by an erasure since: this is their last copy.");
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:N1} MB");
}
