using ChatLedger.Conformance;
using ChatLedger.Journal;
using ChatLedger.Sqlite.Journal;
using ChatLedger.Sqlite.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatLedger.Sqlite.Tests.Journal;

/// <summary>A SQLite journal in a temporary folder.</summary>
internal sealed class TempJournal(long bytesMax = 1L << 30) : JournalUnderTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-journal-");
    private int _lives;

    /// <summary>The file of the life that is lived now.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, $"journal-{_lives}.db");

    /// <summary>The folder, which holds nothing else.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The largest size; a change holds from the next start.</summary>
    public long BytesMax { get; set; } = bytesMax;

    /// <summary>Copies the files as they are and goes on with the copy, so that what the clean stop of the original does has no part in it.</summary>
    public override async Task DieAsync()
    {
        var original = Path;
        _lives++;
        foreach (var suffix in (string[])["", "-wal"])
        {
            if (File.Exists(original + suffix)) File.Copy(original + suffix, Path + suffix);
        }

        await StopAsync();
    }

    public override Task ChangeRecordAsync(bool isOpen, Func<byte[], byte[]> change)
    {
        var table = isOpen ? "open_turn" : "closed_turn";
        using var connection = Connect();
        var record = connection.Query($"SELECT record FROM {table}", row => (byte[])row.GetValue(0)).Single();
        using var command = connection.CreateCommand();
        command.CommandText = $"UPDATE {table} SET record = $record";
        command.Parameters.AddWithValue("$record", change(record));
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    /// <summary>A connection to the file of a journal that is stopped.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    protected override IJournal Create() => new SqliteJournal(Path, BytesMax, Clock, NullLogger<SqliteJournal>.Instance);
}
