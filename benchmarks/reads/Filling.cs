using System.Diagnostics;
using Npgsql;

namespace ChatLedger.Benchmarks.Reads;

/// <summary>Fills a store as delivery does, and tells how fast that was.</summary>
internal sealed class Filling(OpenedStore store, Traffic traffic)
{
    private const int BatchTurns = 500;

    public async Task RunAsync()
    {
        var written = 0;
        var watch = new Stopwatch();
        foreach (var batches in traffic.Turns(TimeProvider.System.GetUtcNow()).Chunk(BatchTurns).Chunk(store.Writer.WritersMax))
        {
            watch.Start();
            await Task.WhenAll(batches.Select(batch => store.Writer.WriteAsync(batch)));
            watch.Stop();
            written += batches.Sum(static batch => batch.Length);
        }

        Console.WriteLine($"{"writing, batches of " + BatchTurns,-48} {written / watch.Elapsed.TotalSeconds,8:F0} turns/s   {written} turns");
        if (store.PostgreSqlUrl is { } url) await AnalyzeAsync(url);
    }

    /// <summary>What the server does by itself some minutes later.</summary>
    private static async Task AnalyzeAsync(string url)
    {
        var (address, login) = (new Uri(url), new Uri(url).UserInfo.Split(':'));
        await using var connections = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port,
            Database = address.AbsolutePath[1..],
            Username = login[0],
            Password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null,
        });
        await using var command = connections.CreateCommand("VACUUM (ANALYZE)");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
