using System.Text.Json;
using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Verbs;

/// <summary>What the verbs do, whichever way they reach the ledger.</summary>
public abstract class LedgerVerbTests(ChattedLedger ledger)
{
    [LinuxFact]
    public async Task history_shows_a_session_and_no_message_can_command_the_terminal()
    {
        var shown = (await RunAsync("history", ledger.Message.SessionId)).Succeeded();

        Assert.Contains(@"user       Where is my parcel? \u001B[31mred\u001B[0m", shown);
        Assert.Contains("assistant  ", shown);
        Assert.Contains("completed · Curious · demo", shown);
    }

    [LinuxFact]
    public async Task history_gives_the_stored_turn_as_json()
    {
        var shown = (await RunAsync("history", ledger.Message.SessionId, "--json")).Succeeded();

        var turn = JsonSerializer.Deserialize<JsonElement>(shown);
        Assert.Equal((ledger.Message.Text, ledger.Answer.Text), (turn.GetProperty("userMessage").GetString(), turn.GetProperty("aiResponse").GetString()));
        Assert.Equal(ledger.Answer.TurnId, turn.GetProperty("turnId").GetGuid());
    }

    [LinuxFact]
    public async Task stats_counts_a_sessions_turns_and_moods()
    {
        var shown = (await RunAsync("stats", ledger.Message.SessionId)).Succeeded();

        Assert.Matches(@"Turns\s+1\b", shown);
        Assert.Matches(@"Mood Curious\s+1\b", shown);
    }

    [LinuxFact]
    public async Task import_adds_to_the_ledger_and_stats_counts_all_of_it()
    {
        var file = ledger.Place.Write("few.jsonl", SampleFile.UndatedLines.Take(5));

        Assert.StartsWith("5 turns recorded", (await RunAsync("import", file)).Succeeded(), StringComparison.Ordinal);
        Assert.Matches(@"Turns\s+6\b", (await RunAsync("stats")).Succeeded());
    }

    [LinuxTheory]
    [InlineData("history")]
    [InlineData("stats")]
    public async Task a_session_that_does_not_exist_is_said_to_be_none(string verb) =>
        Assert.Contains("There is no session nobody.", (await RunAsync(verb, "nobody")).Failed(1));

    [LinuxFact]
    public async Task init_db_finds_the_tables_up_to_date() =>
        Assert.Matches(@"The tables are up to date \(version \d+\)", (await RunAsync("init-db")).Succeeded());

    private Task<Outcome> RunAsync(params string[] arguments) => Verb.RunAsync(ledger.Place, arguments);
}

/// <summary>The verbs ask the server that owns the data directory.</summary>
public sealed class LedgerVerbsWithServerTests(ServedLedger ledger) : LedgerVerbTests(ledger), IClassFixture<ServedLedger>;

/// <summary>The verbs work by themselves.</summary>
public sealed class LedgerVerbsWithoutServerTests(StoppedLedger ledger) : LedgerVerbTests(ledger), IClassFixture<StoppedLedger>;
