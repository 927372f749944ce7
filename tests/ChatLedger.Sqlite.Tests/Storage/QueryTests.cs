using ChatLedger.Sqlite.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Tests.Storage;

public sealed class QueryTests
{
    public static TheoryData<string> Files =>
        [.. typeof(SqliteStore).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Queries/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task every_query_file_is_understood_by_the_database(string file)
    {
        await using var place = await TempStore.MigratedAsync();
        await using var connection = new SqliteConnection($"Data Source={place.Path};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();

        using var command = connection.CreateCommand();
        command.CommandText = SqlFiles.Read(file);

        command.Prepare();
    }

    [Theory]
    [InlineData(">", "ASC")]
    [InlineData("<", "DESC")]
    public async Task history_is_read_from_its_index_without_sorting(string after, string order)
    {
        await using var place = await TempStore.MigratedAsync();

        var plan = await PlanAsync(place, $"""
            SELECT {TurnRow.Columns} FROM chat_conversations
            WHERE session_id = 'session' AND (timestamp, id) {after} ('2026', 7) ORDER BY timestamp {order}, id {order} LIMIT 50
            """);

        Assert.Contains("USING INDEX idx_session_id (session_id=? AND timestamp", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task sessions_are_listed_from_their_index_without_sorting()
    {
        await using var place = await TempStore.MigratedAsync();

        var plan = await PlanAsync(place, SqlFiles.Read("Queries/ListSessions.sql"));

        Assert.Contains("USING INDEX idx_sessions_last_activity (last_activity>? AND", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_indexes_that_others_know_by_name_exist()
    {
        await using var place = await TempStore.MigratedAsync();

        var indexes = await place.SqlAsync("SELECT name FROM sqlite_schema WHERE type = 'index' AND name IN ('idx_session_id', 'idx_timestamp') ORDER BY name");

        Assert.Equal(["idx_session_id", "idx_timestamp"], indexes.Select(row => row[0]));
    }

    private static async Task<string> PlanAsync(TempStore place, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={place.Path};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in (string[])["$from", "$to", "$after_activity", "$after_id", "$user_id", "$text", "$mood", "$status", "$model", "$facets", "$limit"])
        {
            if (sql.Contains(name, StringComparison.Ordinal)) command.Parameters.AddWithValue(name, "x");
        }
        await using var row = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await row.ReadAsync()) plan.Add(row.GetString(3));
        return string.Join('\n', plan);
    }
}
