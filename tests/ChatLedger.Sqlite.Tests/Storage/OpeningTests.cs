using System.Runtime.Versioning;
using ChatLedger.Conformance;
using ChatLedger.Sqlite.Storage;
using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Tests.Storage;

public sealed class OpeningTests
{
    [Fact]
    public async Task a_second_opener_is_refused_at_once_and_does_not_disturb_the_first()
    {
        await using var place = await TempStore.MigratedAsync();
        await using var second = new SqliteStore(place.Path, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => second.OpenAsync());

        Assert.Equal(StoreFailure.Transient, refusal.Failure);
        Assert.Contains("another ChatLedger process", refusal.Message, StringComparison.Ordinal);
        await place.Writer.WriteAsync([Some.Turn()]);
    }

    [Fact]
    public async Task a_store_that_was_refused_can_open_once_the_first_is_gone()
    {
        await using var place = await TempStore.MigratedAsync();
        await using var second = new SqliteStore(place.Path, TimeProvider.System);
        await Assert.ThrowsAsync<StoreException>(() => second.OpenAsync());
        await place.StopAsync();

        await second.OpenAsync();

        Assert.Equal(1, (await second.GetStateAsync()).Version);
    }

    [Fact]
    public async Task a_clean_stop_leaves_one_database_file_with_everything_in_it()
    {
        await using var place = await TempStore.MigratedAsync();
        await place.Writer.WriteAsync(Dialogues.Turns());
        await place.Reader.GetLedgerStatsAsync();

        await place.StopAsync();

        Assert.Equal(["chatledger.db", "chatledger.db.lock"], Directory.GetFiles(Path.GetDirectoryName(place.Path)!).Select(Path.GetFileName).Order());
        await place.StartAsync();
        Assert.Equal(Dialogues.Sample.Count, (await place.Reader.GetLedgerStatsAsync()).ConversationCount);
    }

    [Fact]
    public async Task what_is_queued_at_the_stop_is_still_written()
    {
        await using var place = await TempStore.MigratedAsync();

        var writes = Some.Turns("session", 50).Select(turn => place.Writer.WriteAsync([turn])).ToArray();
        await place.StopAsync();

        Assert.Equal(50, (await Task.WhenAll(writes)).Length);
        await place.StartAsync();
        Assert.Equal(50, (await place.Reader.GetHistoryAsync(new HistoryQuery("session", 100))).Count);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task only_the_owner_can_read_what_people_wrote()
    {
        await using var place = await TempStore.MigratedAsync();
        await place.Writer.WriteAsync([Some.Turn()]);

        var files = Directory.GetFiles(Path.GetDirectoryName(place.Path)!);

        Assert.Equal(4, files.Length);
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task a_file_that_is_no_database_is_named_as_damaged_and_left_alone()
    {
        await using var place = new TempStore(TimeProvider.System);
        await File.WriteAllTextAsync(place.Path, new string('x', 5000));

        var failure = await Assert.ThrowsAsync<StoreException>(place.StartAsync);

        Assert.Equal(StoreFailure.Corrupt, failure.Failure);
        Assert.Contains(place.Path, failure.Message, StringComparison.Ordinal);
        Assert.Equal(5000, new FileInfo(place.Path).Length);
    }

    [Fact]
    public async Task a_folder_that_cannot_be_made_is_a_failure_of_the_store()
    {
        await using var place = new TempStore(TimeProvider.System);
        await File.WriteAllTextAsync(place.Path, "a file where a folder should be");
        await using var store = new SqliteStore(Path.Combine(place.Path, "store.db"), TimeProvider.System);

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync());

        Assert.Equal(StoreFailure.Transient, failure.Failure);
    }

    [Fact]
    public async Task while_another_program_writes_a_write_fails_as_transient_and_later_succeeds()
    {
        await using var place = await TempStore.MigratedAsync();
        await using var other = new SqliteConnection($"Data Source={place.Path};Pooling=False");
        await other.OpenAsync();
        SqlitePragmas.Set(other, "wal_autocheckpoint", "0");
        other.Execute("BEGIN IMMEDIATE");

        var failure = await Assert.ThrowsAsync<StoreException>(() => place.Writer.WriteAsync([Some.Turn()]));
        other.Execute("ROLLBACK");
        await place.Writer.WriteAsync([Some.Turn()]);

        Assert.Equal(StoreFailure.Transient, failure.Failure);
    }

    [Fact]
    public async Task a_missing_folder_is_made()
    {
        await using var place = new TempStore(TimeProvider.System);
        var path = Path.Combine(Path.GetDirectoryName(place.Path)!, "deeper", "store.db");

        await using var store = new SqliteStore(path, TimeProvider.System);
        await store.OpenAsync();

        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task before_opening_and_after_stopping_every_call_says_so()
    {
        await using var place = new TempStore(TimeProvider.System);
        var store = new SqliteStore(place.Path, TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.MigrateAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.GetStateAsync());

        await store.OpenAsync();
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.MigrateAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.GetStateAsync());
    }

    [Fact]
    public async Task an_affected_sqlite_is_named_once_at_opening()
    {
        await using var place = new TempStore(TimeProvider.System);
        var log = new ListLogger();
        await using var store = new SqliteStore(place.Path, TimeProvider.System, log);

        await store.OpenAsync();
        await store.MigrateAsync();

        Assert.Single(log.Messages, message => message.Contains("WAL-reset bug", StringComparison.Ordinal));
    }
}
