using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>The table <c>schema_version</c>: which migrations a database has. It is made by the first one's transaction.</summary>
internal sealed class SchemaVersions(Database database)
{
    private const int OldestServer = 15;

    private readonly string _schemaName = database.Url.Schema;

    /// <summary>Every migration this program knows, by version.</summary>
    public static IReadOnlyList<Migration> Known { get; } = SqlFiles.ReadMigrations();

    /// <summary>The lock under which the schema is changed: it ends with its transaction, also behind a pooler.</summary>
    public const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('chatledger ' || $1, 0))";

    /// <summary>The version in force, 0 for an empty database.</summary>
    /// <exception cref="StoreException">The database is newer than this program, a migration is not the one it knows, or tables are there that are not its own.</exception>
    public Task<int> ReadAsync(CancellationToken cancellation) => database.UseAsync(VerifyAsync, cancellation);

    /// <summary>Applies what is missing in one transaction, one server at a time; returns the names.</summary>
    public async Task<IReadOnlyList<string>> ApplyAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        // Nothing is locked, and no right to change anything needed, where nothing is missing.
        if (await ReadAsync(cancellation).ConfigureAwait(false) == Known[^1].Version) return [];
        return await database.InTransactionAsync<IReadOnlyList<string>>(
            async (connection, token) =>
            {
                await connection.Command(Lock, Rows.Text(_schemaName)).ExecuteSlowlyAsync(token).ConfigureAwait(false);
                var version = await VerifyAsync(connection, token).ConfigureAwait(false);
                var missing = Known.Where(migration => migration.Version > version).ToList();
                await connection.Command(SchemaScript.Of(database, missing, now)).ExecuteSlowlyAsync(token).ConfigureAwait(false);
                return missing.ConvertAll(static migration => migration.Name);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>What the database says was applied; there must be the table.</summary>
    public static Task<List<AppliedMigration>> ReadAppliedAsync(Database database, NpgsqlConnection connection, CancellationToken cancellation) =>
        connection.Command(database.Qualify("SELECT version, name, checksum FROM {schema}.schema_version ORDER BY version"))
            .QueryAsync(static row => new AppliedMigration(row.GetInt32(0), row.GetString(1), row.GetString(2)), cancellation);

    private async Task<int> VerifyAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
            throw new StoreException(
                StoreFailure.Transient, $"PostgreSQL at {database.Url.Display} is version {connection.PostgreSqlVersion}; ChatLedger needs {OldestServer} or later. Upgrade the server.");
        if (connection.PostgresParameters.GetValueOrDefault("server_encoding", "UTF8") is not "UTF8" and var encoding)
            throw new StoreException(
                StoreFailure.Schema, $"The database {database.Url.Display} is encoded as {encoding}, which cannot hold every language. Create another one: createdb -E UTF8 -T template0 NAME");
        await database.DetectPoolerAsync(connection, cancellation).ConfigureAwait(false);
        var tables = await connection.Command(
            "SELECT c.relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            + "WHERE n.nspname = $1 AND c.relname IN ('schema_version', 'chat_conversations', 'chat_sessions')",
            Rows.Text(_schemaName)).QueryAsync(static row => row.GetString(0), cancellation).ConfigureAwait(false);
        if (tables.Contains("schema_version"))
        {
            var applied = await ReadAppliedAsync(database, connection, cancellation).ConfigureAwait(false);
            return Migration.Verify(Known, applied, database.Url.Display);
        }

        if (tables.Count == 0) return 0;
        throw new StoreException(
            StoreFailure.Schema,
            $"The database {database.Url.Display} has a table {tables[0]} that ChatLedger did not make. To take it over with all its rows run: chatledger init-db --adopt "
            + "(it says beforehand what it will do). Or name another schema in DATABASE_URL: ?schema=chatledger");
    }
}
