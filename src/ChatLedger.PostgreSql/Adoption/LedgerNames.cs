using ChatLedger.PostgreSql.Storage;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>The names that the ledger's tables need, as its migrations make them.</summary>
internal static class LedgerNames
{
    private static readonly (string Kind, string Name)[] All =
        [.. SchemaCatalog.ReadExpected().Select(static one => one.Name.Split(' ', 2)).Select(static words => (words[0], words[1]))];

    /// <summary>Tables, indexes and sequences; the partitions of days apart.</summary>
    public static IReadOnlyList<string> Relations { get; } =
        [.. All.Where(static one => one.Kind != "column").Select(static one => one.Name.Split('.')[^1]), "chat_conversations_id_seq"];

    /// <summary>Whether a table of the ledger's has a column of this name.</summary>
    public static bool HasColumn(string table, string column) => All.Contains(("column", $"{table}.{column}"));
}
