using ChatLedger.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatLedger.Sqlite.Storage;

/// <summary>
/// The embedded store: one SQLite file, one process. One connection on a thread of its own writes and checkpoints, a few read-only connections
/// read beside it. Safe for concurrent calls between <see cref="OpenAsync"/> and <see cref="DisposeAsync"/>.
/// </summary>
internal sealed partial class SqliteStore : ILedgerWriter, ILedgerReader, ILedgerSchema, IAsyncDisposable
{
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private StoreLock? _lock;
    private WriterThread? _writer;
    private ReaderPool? _readers;

    /// <param name="path">The database file; it and its folder are made where missing.</param>
    /// <param name="clock">Tells when ingest keys grow old.</param>
    /// <param name="logger">Takes warnings about the file and its SQLite.</param>
    public SqliteStore(string path, TimeProvider clock, ILogger<SqliteStore>? logger = null)
    {
        _path = Path.GetFullPath(path);
        _clock = clock;
        _logger = logger ?? NullLogger<SqliteStore>.Instance;
    }

    private WriterThread Writer => _writer ?? throw NotOpen();

    private ReaderPool Readers => _readers ?? throw NotOpen();

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellation = default)
    {
        if (_lock is not null) throw new InvalidOperationException("The store is open already.");
        _lock = StoreLock.Take(_path);
        _writer = new WriterThread(_path, () => WriterConnection.Open(_path), TruncateLog);
        try
        {
            await _writer.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
        _readers = new ReaderPool(_path);
        WarnAboutVersion();
    }

    /// <summary>Finishes what is queued and leaves one file with everything in it. Readers go first: they would keep the log from being emptied.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_readers is not null) await _readers.DisposeAsync().ConfigureAwait(false);
        if (_writer is not null) await _writer.DisposeAsync().ConfigureAwait(false);
        _lock?.Dispose();
    }

    private void TruncateLog(WriterConnection writer)
    {
        try
        {
            if (!writer.TryTruncateLog()) LogNotTruncated(_path, null);
        }
        catch (SqliteException exception)
        {
            LogNotTruncated(_path, exception);
        }
    }

    // sqlite.org/wal.html#walresetbug: mended in 3.51.3 and in 3.50.7 and later of 3.50.
    private void WarnAboutVersion()
    {
        var version = Version.Parse(SQLitePCL.raw.sqlite3_libversion().utf8_to_string());
        if (version < new Version(3, 50, 7) || (version >= new Version(3, 51) && version < new Version(3, 51, 3))) LogWalResetBug(version);
    }

    private static InvalidOperationException NotOpen() => new("The store is not open; call OpenAsync first.");

    [LoggerMessage(3000, LogLevel.Warning,
        "SQLite {Version} has the WAL-reset bug, which needs two writing connections. This store writes through one, so it is not affected; "
        + "let no other program write to its file while it is open.")]
    private partial void LogWalResetBug(Version version);

    [LoggerMessage(3001, LogLevel.Warning,
        "The write-ahead log of {Path} was not emptied at the end: deleted text may remain in it until the next clean stop.")]
    private partial void LogNotTruncated(string path, Exception? exception);

    [LoggerMessage(3002, LogLevel.Information, "The schema of {Path} is at version {Version}; applied now: {Applied}.")]
    private partial void LogMigrated(string path, int version, string applied);
}
