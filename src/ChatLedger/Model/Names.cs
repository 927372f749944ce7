namespace ChatLedger;

/// <summary>The stored names of the enumerations: lower case, fixed for ever.</summary>
public static class Names
{
    private static readonly string[] Statuses = ["completed", "failed", "aborted", "interrupted"];
    private static readonly string[] Sources = ["sql", "chat", "ingest", "import", "gateway", "middleware"];

    /// <summary>The stored name of a status.</summary>
    public static string ToName(this TurnStatus status) => Statuses[(int)status];

    /// <summary>The stored name of a source.</summary>
    public static string ToName(this TurnSource source) => Sources[(int)source];

    /// <summary>Reads a stored status name, exactly as spelt; false for any other text.</summary>
    public static bool TryParseStatus(string? name, out TurnStatus status) => TryParse(Statuses, name, out status);

    /// <summary>Reads a stored source name, exactly as spelt; false for any other text.</summary>
    public static bool TryParseSource(string? name, out TurnSource source) => TryParse(Sources, name, out source);

    private static bool TryParse<T>(string[] names, string? name, out T value) where T : struct, Enum
    {
        var index = name is null ? -1 : Array.IndexOf(names, name);
        value = index < 0 ? default : (T)Enum.ToObject(typeof(T), index);
        return index >= 0;
    }
}
