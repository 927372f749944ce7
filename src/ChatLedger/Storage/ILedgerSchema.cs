namespace ChatLedger.Storage;

/// <summary>The store's schema face. Migrations go forward only.</summary>
public interface ILedgerSchema
{
    /// <summary>
    /// Opens the store for this process. Must be called once, before any other face is used; fails clearly where another process holds it.
    /// </summary>
    Task OpenAsync(CancellationToken cancellation = default);

    /// <summary>Applies what is missing, in one transaction; safe to repeat. A store newer than this program is refused.</summary>
    Task<SchemaState> MigrateAsync(CancellationToken cancellation = default);

    /// <summary>What is applied and what is missing, changing nothing.</summary>
    Task<SchemaState> GetStateAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Makes beforehand what the turns of the next days need, as the store's own steps do while a server runs: on PostgreSQL partitions. Safe to repeat.
    /// </summary>
    /// <param name="onMade">Told after each how many are made, and how many it will be.</param>
    /// <param name="cancellation">Stops between two; what is made stays.</param>
    /// <returns>How many were missing.</returns>
    Task<int> MakeRoomAsync(Action<int, int>? onMade = null, CancellationToken cancellation = default);

    /// <summary>
    /// Compares the tables with what this program's migrations make, changing nothing. No right beyond reading the catalogs is needed, and no call of
    /// <see cref="OpenAsync"/>.
    /// </summary>
    /// <param name="isThorough">Whether to look also for what <see cref="MakeRoomAsync"/> makes, and to count what found no place of its own; may take a while.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StoreException">The store could not be looked at.</exception>
    Task<SchemaCheck> CheckAsync(bool isThorough, CancellationToken cancellation = default);

    /// <summary>The SQL that does what <see cref="MigrateAsync"/> and <see cref="MakeRoomAsync"/> would, for a person to run. Needs no call of <see cref="OpenAsync"/>.</summary>
    /// <exception cref="StoreException">The store answers, and a person has to act before it can be used.</exception>
    Task<StoreScript> ScriptAsync(CancellationToken cancellation = default);
}

/// <summary>The state of the schema.</summary>
/// <param name="Version">The version in force; 0 for an empty database.</param>
/// <param name="Latest">The version this program knows.</param>
/// <param name="Applied">The names of the migrations that this call applied.</param>
public sealed record SchemaState(int Version, int Latest, IReadOnlyList<string> Applied);

/// <summary>What a comparison of the tables with this program's found, a sentence each. Names of tables, columns and the like only, never what people wrote.</summary>
/// <param name="Differences">What may keep turns from being stored or found.</param>
/// <param name="Notes">What is worth knowing and does no harm.</param>
public sealed record SchemaCheck(IReadOnlyList<string> Differences, IReadOnlyList<string> Notes);

/// <summary>SQL for a person to run.</summary>
/// <param name="Sql">The text, with its own transaction.</param>
/// <param name="Doubt">Why the store could not be looked at, so that the script holds everything; null where it holds what is missing.</param>
public sealed record StoreScript(string Sql, string? Doubt);
