using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace ChatLedger.Sqlite.Storage;

/// <summary>
/// The one connection of a store that writes and checkpoints; the bundled SQLite has the WAL-reset bug, which needs two. Not thread-safe: the
/// writer's thread owns it.
/// </summary>
internal sealed class WriterConnection : IDisposable
{
    private readonly Statement _begin, _commit, _rollback;
    private TurnStatements? _turns;

    private WriterConnection(SqliteConnection database)
    {
        Database = database;
        _begin = new Statement(database, "BEGIN IMMEDIATE");
        _commit = new Statement(database, "COMMIT");
        _rollback = new Statement(database, "ROLLBACK");
    }

    public SqliteConnection Database { get; }

    /// <summary>Prepared at the first use, when the tables exist.</summary>
    public TurnStatements Turns => _turns ??= new TurnStatements(Database);

    /// <summary>Whether a transaction was begun and did not end.</summary>
    public bool IsMidTransaction => sqlite3_get_autocommit(Database.Handle) == 0;

    public static WriterConnection Open(string path)
    {
        SqliteFiles.CreatePrivate(path);
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 };
        var database = new SqliteConnection(settings.ToString());
        try
        {
            database.Open();
            SqlitePragmas.Set(database, "locking_mode", "normal");
            SqlitePragmas.Set(database, "journal_mode", "wal");
            SqlitePragmas.Set(database, "foreign_keys", "0");
            SqlitePragmas.Durable(database);
            return new WriterConnection(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs the work in one transaction, which is on the disk when this returns and has left nothing when this throws.</summary>
    public T InTransaction<T>(Func<WriterConnection, T> work)
    {
        _begin.Execute();
        try
        {
            var result = work(this);
            _commit.Execute();
            return result;
        }
        catch
        {
            TryRollback();
            throw;
        }
    }

    /// <summary>Moves everything into the database and empties the write-ahead log; false where a reader was in the way.</summary>
    public bool TryTruncateLog() => SqlitePragmas.Get(Database, "wal_checkpoint(TRUNCATE)") == "0";

    public void Dispose()
    {
        _turns?.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        Database.Dispose();
    }

    private void TryRollback()
    {
        // SQLite ends the transaction itself after some errors, such as a full disk.
        if (!IsMidTransaction) return;
        try
        {
            _rollback.Execute();
        }
        catch (SqliteException)
        {
            // The error that led here says more; a connection left in its transaction is closed by the writer's thread, which rolls back too.
        }
    }
}
