namespace ChatLedger.Storage;

/// <summary>A part of the store's tables in words: <c>column chat_sessions.visitor: boolean NOT NULL DEFAULT false</c>. Immutable.</summary>
/// <param name="Name">Its kind, its table, and for all but a table its own name after a dot.</param>
/// <param name="Definition">What it is; two are equal where these words are.</param>
/// <param name="IsHarmless">Whether no turn is kept from being stored where this program does not know it, as a nullable column keeps none.</param>
public readonly record struct SchemaObject(string Name, string Definition, bool IsHarmless = false)
{
    private const string TableKind = "table ";
    private const string Separator = ": ";

    /// <summary>The name of a table, where this is one.</summary>
    public string? TableName => Name.StartsWith(TableKind, StringComparison.Ordinal) ? Name[TableKind.Length..] : null;

    /// <summary>Reads a line that <see cref="ToString"/> made.</summary>
    public static SchemaObject Parse(string line)
    {
        var end = line.IndexOf(Separator, StringComparison.Ordinal);
        return new SchemaObject(line[..end], line[(end + Separator.Length)..]);
    }

    /// <summary>Whether this belongs to a table.</summary>
    public bool IsPartOf(string table) => Name.AsSpan(Name.IndexOf(' ', StringComparison.Ordinal) + 1).StartsWith($"{table}.", StringComparison.Ordinal);

    /// <summary>Compares what there is with what should be there. Of a table that is missing nothing else is told.</summary>
    public static SchemaCheck Compare(IReadOnlyCollection<SchemaObject> expected, IReadOnlyCollection<SchemaObject> actual)
    {
        var found = actual.ToDictionary(static one => one.Name);
        var known = expected.Select(static one => one.Name).ToHashSet();
        var missingTables = expected.Where(one => one.TableName is not null && !found.ContainsKey(one.Name)).Select(static one => one.TableName!).ToList();
        var different = expected.Where(one => !missingTables.Exists(one.IsPartOf)).Select(one => Compare(one, found)).OfType<string>();
        var strange = actual.Where(one => !known.Contains(one.Name)).ToLookup(static one => one.IsHarmless, static one => $"{one.Name} ({one.Definition}) is not ChatLedger's");
        return new SchemaCheck(
            [.. different, .. strange[false].Select(static one => $"{one} and may keep turns from being stored")],
            [.. strange[true].Select(static one => $"{one} and does no harm")]);
    }

    /// <inheritdoc/>
    public override string ToString() => Name + Separator + Definition;

    private static string? Compare(SchemaObject expected, Dictionary<string, SchemaObject> found)
    {
        if (!found.TryGetValue(expected.Name, out var actual)) return expected.TableName is null ? $"{expected.Name} is missing: {expected.Definition}" : $"{expected.Name} is missing";
        return actual.Definition == expected.Definition ? null : $"{expected.Name} is {actual.Definition}, not {expected.Definition}";
    }
}
