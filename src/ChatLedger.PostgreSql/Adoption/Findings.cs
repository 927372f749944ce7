namespace ChatLedger.PostgreSql.Adoption;

/// <summary>What is found while a plan is made, in the order of finding. Not thread-safe.</summary>
internal sealed class Findings
{
    private readonly List<string> _notes = [];
    private readonly List<string> _obstacles = [];

    public IReadOnlyList<string> Notes => _notes;

    public IReadOnlyList<string> Obstacles => _obstacles;

    public void Note(string text) => _notes.Add(text);

    public void Obstacle(string text) => _obstacles.Add(text);
}
