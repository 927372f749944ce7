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
}

/// <summary>The state of the schema.</summary>
/// <param name="Version">The version in force; 0 for an empty database.</param>
/// <param name="Latest">The version this program knows.</param>
/// <param name="Applied">The names of the migrations that this call applied.</param>
public sealed record SchemaState(int Version, int Latest, IReadOnlyList<string> Applied);
