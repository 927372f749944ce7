using ChatLedger.Sqlite.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Tests.Storage;

public sealed class WriterConnectionTests
{
    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("locking_mode", "normal")]
    [InlineData("synchronous", "2")]
    [InlineData("secure_delete", "1")]
    [InlineData("foreign_keys", "0")]
    public async Task the_writer_is_durable_and_overwrites_what_it_deletes(string pragma, string expected)
    {
        await using var place = new TempStore(TimeProvider.System);
        using var writer = WriterConnection.Open(place.Path);

        Assert.Equal(expected, SqlitePragmas.Get(writer.Database, pragma));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task a_deleted_text_is_nowhere_in_the_files_unless_secure_delete_is_off(int secureDelete, int filesWithTheText)
    {
        const string Text = "nobody-shall-read-this-again";
        await using var place = new TempStore(TimeProvider.System);
        using (var writer = WriterConnection.Open(place.Path))
        {
            SqlitePragmas.Set(writer.Database, "secure_delete", $"{secureDelete}");
            writer.Database.Execute("CREATE TABLE words (text TEXT)");
            writer.InTransaction(connection => connection.Database.Execute("INSERT INTO words VALUES ($text), ('kept')", ("$text", Text)));
            writer.InTransaction(connection => connection.Database.Execute("DELETE FROM words WHERE text = $text", ("$text", Text)));
            Assert.True(writer.TryTruncateLog());
        }

        var files = Directory.GetFiles(Path.GetDirectoryName(place.Path)!);
        Assert.Equal(filesWithTheText, files.Count(file => File.ReadAllText(file, System.Text.Encoding.Latin1).Contains(Text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task a_transaction_that_fails_leaves_nothing_and_the_next_succeeds()
    {
        await using var place = new TempStore(TimeProvider.System);
        using var writer = WriterConnection.Open(place.Path);
        writer.Database.Execute("CREATE TABLE numbers (n INTEGER UNIQUE)");

        Assert.Throws<SqliteException>(
            () => writer.InTransaction(connection => connection.Database.Execute("INSERT INTO numbers VALUES (1); INSERT INTO numbers VALUES (1)")));
        writer.InTransaction(connection => connection.Database.Execute("INSERT INTO numbers VALUES (2)"));

        Assert.Equal([2], writer.Database.Query("SELECT n FROM numbers", row => row.GetInt32(0)));
    }
}
