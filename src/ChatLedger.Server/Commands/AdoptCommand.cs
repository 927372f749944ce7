using System.Globalization;
using ChatLedger.PostgreSql;
using ChatLedger.PostgreSql.Adoption;
using ChatLedger.Server.Hosting;
using ChatLedger.Server.Settings;

namespace ChatLedger.Server.Commands;

/// <summary><c>chatledger init-db --adopt</c>: says what taking over the old tables means, asks, and does it.</summary>
internal sealed class AdoptCommand(TableAdoption adoption, AdoptRequest request, string store)
{
    public static async Task<int> RunAsync(ServerSettings settings, AdoptRequest request, CancellationToken cancellation)
    {
        var url = settings.Ledger.Store.PostgreSqlUrl
            ?? throw new VerbException("--adopt is for tables in PostgreSQL: name their database in DATABASE_URL (postgresql://user:password@host/database).");
        await using var adoption = new TableAdoption(PostgreSqlUrl.Parse(url), settings.Ledger, TimeProvider.System);
        var command = new AdoptCommand(adoption, request, StoreChoice.Describe(settings));
        if (request.IsUndo) return await command.UndoAsync(cancellation);
        return request.DropsOld ? await command.DropOldAsync(cancellation) : await command.AdoptAsync(cancellation);
    }

    private async Task<int> AdoptAsync(CancellationToken cancellation)
    {
        var plan = await adoption.PlanAsync(request.TimeZone, cancellation);
        switch (plan.State)
        {
            case AdoptionState.Nothing: throw new VerbException($"There is nothing to adopt, no table chat_conversations or chat_sessions: {store}. To make new tables run: chatledger init-db");
            case AdoptionState.Adopted:
                Console.WriteLine($"The tables are ChatLedger's own already: {store}.");
                return ExitCodes.Ok;
        }

        foreach (var line in AdoptionText.Of(plan, store)) Console.WriteLine(TerminalText.Escape(line));
        if (plan.Obstacles.Count > 0) return ExitCodes.Error;
        if (request.IsDry) return ExitCodes.Ok;
        if (!IsAgreed("Adopt these tables")) return ExitCodes.Error;
        var rows = await ProgressDisplay.ShowAsync("Adopting", onDone => adoption.RunAsync(request.TimeZone, new Meter(plan, onDone), cancellation));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Adopted {rows.Turns:N0} turns in {rows.Sessions:N0} sessions: {store}."));
        Console.WriteLine("The old tables are kept. When nobody needs them any more, drop them with: chatledger init-db --adopt --drop-old");
        return ExitCodes.Ok;
    }

    private async Task<int> UndoAsync(CancellationToken cancellation)
    {
        var wasBegun = await adoption.UndoAsync(cancellation);
        Console.WriteLine(wasBegun ? $"Taken back; the old tables are as they were: {store}." : $"No adoption was begun: {store}.");
        return ExitCodes.Ok;
    }

    private async Task<int> DropOldAsync(CancellationToken cancellation)
    {
        if (await adoption.FindKeptAsync(cancellation) is not { } kept) throw new VerbException($"There are no old tables of a finished adoption: {store}.");
        foreach (var line in AdoptionText.Of(kept)) Console.WriteLine(line);
        if (!IsAgreed("Drop them for good")) return ExitCodes.Error;
        await adoption.DropKeptAsync(cancellation);
        Console.WriteLine("Dropped.");
        return ExitCodes.Ok;
    }

    private bool IsAgreed(string question)
    {
        if (request.IsSure) return true;
        if (!Console.IsInputRedirected)
        {
            Console.Write($"{question}? [y/N] ");
            if (Console.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES") return true;
        }

        Console.WriteLine("Nothing was done. With --yes it is done without asking.");
        return false;
    }

    /// <summary>Turns steps into thousandths of the whole; what follows the copying takes moments.</summary>
    private sealed class Meter(AdoptionPlan plan, Action<int, int> onDone) : IProgress<AdoptionProgress>
    {
        private const int Whole = 1000;

        public void Report(AdoptionProgress value)
        {
            var rows = value.Step switch
            {
                AdoptionStep.Preparing => 0,
                AdoptionStep.CopyingTurns => value.Done,
                AdoptionStep.CopyingSessions => plan.Turns + value.Done,
                _ => plan.Turns + plan.Sessions,
            };
            onDone((int)Math.Min(Whole, Whole * rows / Math.Max(1, plan.Turns + plan.Sessions)), Whole);
        }
    }
}
