using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Importing;

[Collection(UnderLoad.Name)]
public sealed class WholeImportTests(ImportedDialogues dialogues) : IClassFixture<ImportedDialogues>
{
    private const int Turns = 118_798;
    private const int Sessions = 15_884;

    [SharedDataFact]
    public void every_turn_of_the_file_is_recorded_once()
    {
        Assert.StartsWith("118,798 turns recorded, 0 were there already, 0 refused", dialogues.Import.Succeeded(), StringComparison.Ordinal);
        Assert.Equal(Turns, dialogues.Stored.Count);
        Assert.Equal(Turns, dialogues.Stored.DistinctBy(static turn => turn.TurnId).Count());
    }

    [SharedDataFact]
    public void every_stored_text_has_the_hash_of_its_source_and_every_session_its_order()
    {
        var stored = dialogues.Stored.GroupBy(static turn => turn.SessionId).ToDictionary(static session => session.Key, static session => session.Select(static turn => turn.Hash));

        Assert.Equal(Sessions, dialogues.Source.Count);
        Assert.Equal(dialogues.Source.Keys.Order(StringComparer.Ordinal), stored.Keys.Order(StringComparer.Ordinal));
        Assert.All(dialogues.Source, source => Assert.Equal(source.Value, stored[source.Key]));
    }

    [SharedDataFact]
    public void every_session_counts_its_turns() =>
        Assert.Equal(
            dialogues.Source.ToDictionary(static dialogue => dialogue.Key, static dialogue => dialogue.Value.Count),
            dialogues.ReadSessions().ToDictionary());

    [SharedDataFact]
    public async Task importing_the_file_again_changes_nothing()
    {
        var sessions = dialogues.ReadSessions();

        var again = await dialogues.ImportAsync();

        Assert.StartsWith("0 turns recorded, 118,798 were there already, 0 refused", again.Succeeded(), StringComparison.Ordinal);
        Assert.Equal(dialogues.Stored, dialogues.ReadStored());
        Assert.Equal(sessions, dialogues.ReadSessions());
    }
}
