using System.Runtime.Versioning;
using System.Text;
using ChatLedger.Capture;
using ChatLedger.Conformance;
using ChatLedger.Journal;
using ChatLedger.Sqlite.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatLedger.Sqlite.Tests.Journal;

/// <summary>The journal's file: who may have it, what it is set to, what is left in it.</summary>
public sealed class JournalFileTests : IAsyncLifetime
{
    private readonly TempJournal _place = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _place.DisposeAsync();

    [Theory]
    [InlineData("locking_mode", "exclusive")]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("secure_delete", "1")]
    [InlineData("wal_autocheckpoint", "1000")]
    [InlineData("max_page_count", "262144")]
    [InlineData("user_version", "1")]
    public void its_settings_are_in_force(string pragma, string value)
    {
        using var file = JournalFile.Open(_place.Path);
        file.Limit(_place.BytesMax);

        Assert.Equal(value, file.Statements.Query($"PRAGMA {pragma}", static row => row.GetString(0)).Single());
    }

    [Fact]
    public void it_is_not_mapped_into_memory()
    {
        using var file = JournalFile.Open(_place.Path);

        // A build of SQLite without memory mapping has no such setting.
        Assert.All(file.Statements.Query("PRAGMA mmap_size", static row => row.GetInt64(0)), static size => Assert.Equal(0, size));
    }

    [Fact]
    public async Task a_second_journal_on_the_same_file_fails_at_once_and_says_what_to_do()
    {
        await _place.StartAsync();
        await using var second = new SecondJournal(_place.Path);
        var since = TimeProvider.System.GetTimestamp();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(second.StartAsync);

        Assert.Contains("Another process holds the journal", refusal.Message, StringComparison.Ordinal);
        Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(20), "The driver's own wait of 30 s is not waited.");
    }

    [Fact]
    public async Task the_first_journal_goes_on_after_a_second_was_refused()
    {
        await _place.StartAsync();
        await using (var second = new SecondJournal(_place.Path)) await Assert.ThrowsAsync<InvalidOperationException>(second.StartAsync);

        await _place.Journal.RecordAsync([new JournaledTurn(Some.Turn())]).Soon();

        Assert.Single((await _place.DieAndStartAsync()).Waiting);
    }

    [Fact]
    public async Task a_newer_format_is_refused_and_left_as_it_is()
    {
        await _place.StartAsync();
        await _place.StopAsync();
        using (var connection = _place.Connect()) SqlitePragmas.Execute(connection, "PRAGMA user_version=2");
        var before = await File.ReadAllBytesAsync(_place.Path);

        Assert.Contains("newer version", (await Assert.ThrowsAsync<JournalCorruptException>(_place.StartAsync)).Message, StringComparison.Ordinal);

        Assert.Equal(before, await File.ReadAllBytesAsync(_place.Path));
    }

    [Fact]
    public async Task what_is_no_journal_is_refused_by_its_path_and_left_as_it_is()
    {
        var content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("This is a diary and no database. ", 100)));
        await File.WriteAllBytesAsync(_place.Path, content);

        Assert.Contains(_place.Path, (await Assert.ThrowsAsync<JournalCorruptException>(_place.StartAsync)).Message, StringComparison.Ordinal);

        Assert.Equal(content, await File.ReadAllBytesAsync(_place.Path));
    }

    [Fact]
    public async Task a_smaller_limit_than_the_file_has_already_does_not_stop_the_start()
    {
        await _place.StartAsync();
        await _place.Journal.RecordAsync([new JournaledTurn(Some.Turn() with { AiResponse = new string('a', 3 << 20) })]).Soon();
        await _place.StopAsync();
        _place.BytesMax = 1 << 20;

        Assert.Single((await _place.StartAsync()).Waiting);
    }

    [Fact]
    public async Task deleted_text_is_gone_from_the_files_after_a_clean_stop()
    {
        const string canary = "canary-7f3a";
        await _place.StartAsync();
        var kept = new JournaledTurn(Some.Turn("kept"));
        var deleted = new List<JournaledTurn>();
        var random = new Random(6);
        for (var i = 0; i < 300; i++)
        {
            var time = _place.Clock.Next();
            var opening = Some.Turn($"{canary}-{i}") with { Timestamp = time, UserMessage = canary, AiResponse = "", IngestKey = new IngestKey($"{canary}:{i}", "hash") };
            var entry = _place.Journal.Open(opening);
            if (i % 2 == 0) await _place.Journal.OpenedAsync(entry).Soon();
            if (i % 4 == 0) await _place.Journal.AppendAsync(entry, canary).Soon();
            var turn = new JournaledTurn(entry.Turn with { AiResponse = string.Concat(Enumerable.Repeat(canary, random.Next(1500))) });
            await _place.Journal.CloseAsync(entry, turn).Soon();
            deleted.Add(turn);
            if (i == 150) await _place.Journal.RecordAsync([kept]).Soon();
        }

        Assert.True(Holds(canary), "The text was in the files.");
        foreach (var group in deleted.Chunk(7)) _place.Journal.Delete(group);
        await _place.StopAsync();

        Assert.False(Holds(canary), "The text is in the files.");
        Assert.Equal("kept", Assert.Single((await _place.StartAsync()).Waiting).SessionId);
    }

    [Fact]
    public async Task a_clean_stop_leaves_no_side_files()
    {
        await _place.StartAsync();
        await _place.Journal.RecordAsync([new JournaledTurn(Some.Turn())]).Soon();

        await _place.StopAsync();

        Assert.Equal([_place.Path], Directory.GetFiles(_place.Folder));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task its_files_can_be_read_by_their_owner_only()
    {
        await _place.StartAsync();
        await _place.Journal.RecordAsync([new JournaledTurn(Some.Turn())]).Soon();

        Assert.All(Directory.GetFiles(_place.Folder), static file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    private bool Holds(string text) => Directory.GetFiles(_place.Folder).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    /// <summary>Another journal on a file that is not its own.</summary>
    private sealed class SecondJournal(string path) : IAsyncDisposable
    {
        private readonly SqliteJournal _journal = new(path, 1 << 20, new CaptureClock(TimeProvider.System), NullLogger<SqliteJournal>.Instance);

        public Task<JournalRecovery> StartAsync() => _journal.StartAsync(static _ => { }).Soon();

        public ValueTask DisposeAsync() => _journal.DisposeAsync();
    }
}
