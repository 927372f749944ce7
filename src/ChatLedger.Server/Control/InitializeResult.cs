namespace ChatLedger.Server.Control;

/// <summary>What making the tables came to.</summary>
/// <param name="Version">The version now in force.</param>
/// <param name="Applied">The migrations that were applied for it.</param>
internal sealed record InitializeResult(int Version, IReadOnlyList<string> Applied);
