using System.Text.Json;

namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>What a line of a dialogue file says, as far as it is compared.</summary>
internal readonly record struct SampleTurn(string Dialogue, string Hash)
{
    public static SampleTurn Of(string line)
    {
        using var turn = JsonDocument.Parse(line);
        string Text(string field) => turn.RootElement.GetProperty(field).GetString()!;
        return new SampleTurn(Text("dialogue"), TurnHash.Of(Text("user"), Text("assistant")));
    }
}
