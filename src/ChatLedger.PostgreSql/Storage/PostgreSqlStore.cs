using ChatLedger.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>The store on PostgreSQL 15 and later, which several servers may share. Safe for concurrent calls until it is disposed.</summary>
internal sealed partial class PostgreSqlStore : ILedgerWriter, ILedgerReader, ILedgerSchema, IAsyncDisposable
{
    private readonly Database _database;
    private readonly TurnStatements _statements;
    private readonly SchemaVersions _versions;
    private readonly PartitionStep _partitions;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    /// <param name="database">Where the tables are; the store takes it over.</param>
    /// <param name="clock">Tells when ingest keys grow old.</param>
    /// <param name="logger">Takes notes about the schema.</param>
    /// <param name="options">Tell which days have a partition.</param>
    public PostgreSqlStore(Database database, TimeProvider clock, ILogger<PostgreSqlStore>? logger = null, ChatLedgerOptions? options = null)
    {
        _database = database;
        _statements = new TurnStatements(database);
        _versions = new SchemaVersions(database);
        _partitions = new PartitionStep(database, options ?? new ChatLedgerOptions(), clock);
        _clock = clock;
        _logger = logger ?? NullLogger<PostgreSqlStore>.Instance;
        _sessionStats = database.ReadSql("Queries/SessionStats.sql");
        _ledgerStats = database.ReadSql("Queries/LedgerStats.sql");
        _listSessions = database.ReadSql("Queries/ListSessions.sql");
        _confirmSessions = database.ReadSql("Queries/ConfirmSessions.sql");
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [LoggerMessage(3100, LogLevel.Information, "The schema of {Store} is at version {Version}; applied now: {Applied}.")]
    private partial void LogMigrated(string store, int version, string applied);
}
