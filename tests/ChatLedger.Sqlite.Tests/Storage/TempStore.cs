using ChatLedger.Conformance;
using ChatLedger.Sqlite.Storage;
using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Tests.Storage;

/// <summary>A SQLite store in a temporary folder.</summary>
internal sealed class TempStore(TimeProvider clock) : StoreUnderTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-store-");
    private SqliteStore? _store;

    public string Path => System.IO.Path.Combine(_folder.FullName, "chatledger.db");

    public SqliteStore Sqlite => _store ?? throw new InvalidOperationException("The store is stopped.");

    public override ILedgerWriter Writer => Sqlite;

    public override ILedgerReader Reader => Sqlite;

    public override ILedgerSchema Schema => Sqlite;

    /// <summary>A store that is open and has no tables.</summary>
    public static async Task<TempStore> OpenAsync(TimeProvider clock)
    {
        var place = new TempStore(clock);
        await place.StartAsync();
        return place;
    }

    /// <summary>A store that is open and has its tables.</summary>
    public static async Task<TempStore> MigratedAsync()
    {
        var place = await OpenAsync(new ManualClock(Some.Time));
        await place.Schema.MigrateAsync();
        return place;
    }

    public async Task StartAsync()
    {
        _store = new SqliteStore(Path, clock);
        await _store.OpenAsync();
    }

    /// <summary>Stops the store cleanly and leaves its files.</summary>
    public async Task StopAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        _store = null;
    }

    public override async Task ReopenAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public override async Task<IReadOnlyList<object?[]>> SqlAsync(string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
        await connection.OpenAsync();
        // Checkpoints belong to the store's own writer.
        SqlitePragmas.Set(connection, "wal_autocheckpoint", "0");
        return connection.Query(sql, row =>
        {
            var values = new object?[row.FieldCount];
            row.GetValues(values!);
            return values;
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }
}
