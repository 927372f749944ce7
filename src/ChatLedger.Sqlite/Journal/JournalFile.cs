using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Journal;

/// <summary>
/// The journal's SQLite file and its prepared statements. Not thread-safe: the journal's thread owns it.
/// </summary>
/// <remarks>
/// Invariants: the file is opened exclusively and by one connection (the bundled SQLite has the WAL-reset bug, which needs two); every commit is an
/// fsync that SQLite itself checks (<c>synchronous=FULL</c>); deleted text is overwritten (<c>secure_delete</c>).
/// </remarks>
internal sealed class JournalFile : IDisposable
{
    private const int FormatVersion = 1;
    private const int PageSize = 4096;
    private const int PagesMin = 256;

    private readonly SqliteConnection _connection;
    private readonly JournalStatements _statements;

    private JournalFile(SqliteConnection connection)
    {
        _connection = connection;
        _statements = new JournalStatements(connection);
    }

    public JournalStatements Statements => _statements;

    /// <exception cref="JournalCorruptException">The file is damaged or newer than this program.</exception>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static JournalFile Open(string path, string synchronous = "FULL")
    {
        SqliteFiles.CreatePrivate(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            Configure(connection, synchronous);
            return new JournalFile(connection);
        }
        catch (SqliteException exception) when (SqliteErrors.IsCorrupt(exception))
        {
            connection.Dispose();
            throw new JournalCorruptException($"The journal {path} is damaged ({exception.SqliteExtendedErrorCode}). Keep a copy, then move it away to start with an empty one.", exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sets the largest size; a file that is larger already may stay so. Not part of opening: recovery must not fail for want of room.
    /// </summary>
    public void Limit(long bytesMax)
    {
        var pages = _statements.Query("PRAGMA page_count", row => row.GetInt64(0)).Single();
        SqlitePragmas.Set(_connection, "max_page_count", Math.Max(Math.Max(PagesMin, pages), bytesMax / PageSize).ToString(CultureInfo.InvariantCulture));
    }

    public void Begin() => _statements.Begin.ExecuteNonQuery();

    public void Commit() => _statements.Commit.ExecuteNonQuery();

    /// <summary>Ends a transaction that failed; SQLite has often done so itself.</summary>
    public void Rollback()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0) _statements.Rollback.ExecuteNonQuery();
    }

    /// <summary>Empties the write-ahead log: deleted text stays in it until it is overwritten.</summary>
    public void Truncate() => SqlitePragmas.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    public void Dispose()
    {
        _statements.Dispose();
        _connection.Dispose();
    }

    private static void Configure(SqliteConnection connection, string synchronous)
    {
        SqlitePragmas.Set(connection, "locking_mode", "exclusive");
        SqlitePragmas.Set(connection, "journal_mode", "wal");
        SqlitePragmas.Durable(connection, synchronous);
        SqlitePragmas.Set(connection, "wal_autocheckpoint", "1000");
        var version = SqlitePragmas.Get(connection, "user_version");
        if (version is not ("0" or "1"))
            throw new JournalCorruptException($"The journal is of format {version}; this program knows up to {FormatVersion}. Start the newer version once more, let it drain the journal, then go back.");
        SqlitePragmas.Execute(connection, SqlFiles.Read("Journal/Journal.sql"));
        SqlitePragmas.Execute(connection, $"PRAGMA user_version={FormatVersion}");
    }
}
