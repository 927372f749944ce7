namespace ChatLedger.PostgreSql.Adoption;

/// <summary>A column of an old table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type without modifiers, such as <c>timestamp without time zone</c>.</param>
/// <param name="Declaration">Its type as written in a declaration.</param>
/// <param name="Default">Its default as SQL, or null.</param>
/// <param name="IsGenerated">Whether the server computes it.</param>
internal sealed record OldColumn(string Name, string Type, string Declaration, string? Default, bool IsGenerated)
{
    /// <summary>Its value in a row that is called so.</summary>
    public string Of(string row) => $"{row}.{AdoptionPlace.Quote(Name)}";
}

/// <summary>The kinds of values in the ledger's columns.</summary>
internal enum OldKind
{
    Text,
    Number,
    LongNumber,
    Time,
    Json,
}

/// <summary>What an old column has to be to become one of the ledger's.</summary>
/// <param name="Name">The name, which is the same in both.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsRequired">Whether there is no adoption without it.</param>
/// <param name="MayBeNull">Whether a null is kept or filled.</param>
/// <param name="LengthMax">The most characters the ledger's column holds; 0 for no limit.</param>
internal sealed record OldColumnRule(string Name, OldKind Kind, bool IsRequired = false, bool MayBeNull = true, int LengthMax = 0)
{
    private const string WithoutZone = "timestamp without time zone";

    /// <summary>The types that are taken, the best known first.</summary>
    public IReadOnlyList<string> Types => Kind switch
    {
        OldKind.Text => ["character varying", "text"],
        OldKind.Number or OldKind.LongNumber => ["integer", "bigint", "smallint"],
        OldKind.Time => [WithoutZone, "timestamp with time zone"],
        OldKind.Json => ["jsonb", "json", "text", "character varying"],
        _ => throw new InvalidOperationException($"There is no kind {Kind}."),
    };

    /// <summary>Whether the values of this column say nothing of their time zone.</summary>
    public bool NeedsZone(OldColumn column) => Kind == OldKind.Time && column.Type == WithoutZone;

    /// <summary>Whether the values of this column may be no JSON.</summary>
    public bool NeedsParsing(OldColumn column) => Kind == OldKind.Json && column.Type != "jsonb";

    /// <summary>The condition under which a row called <c>old</c> cannot be taken over; null where there is none.</summary>
    public string? Refusal(OldColumn column)
    {
        var value = column.Of("old");
        var conditions = new List<string>();
        if (!MayBeNull) conditions.Add($"{value} IS NULL");
        if (LengthMax > 0) conditions.Add($"length({value}) > {LengthMax}");
        if (Kind == OldKind.Number && column.Type == "bigint") conditions.Add($"{value} NOT BETWEEN -2147483648 AND 2147483647");
        return conditions.Count == 0 ? null : string.Join(" OR ", conditions);
    }

    /// <summary>The column's value as the ledger's type, in a row that is called so.</summary>
    public string Value(OldColumn? column, string row, string? timeZone) => column switch
    {
        null => "NULL",
        _ when NeedsZone(column) => $"({column.Of(row)} AT TIME ZONE {AdoptionPlace.Literal(timeZone ?? throw new InvalidOperationException("There is no time zone."))})",
        _ when NeedsParsing(column) => $"{{staging}}.adoption_json({column.Of(row)}::text)",
        _ => column.Of(row),
    };
}
