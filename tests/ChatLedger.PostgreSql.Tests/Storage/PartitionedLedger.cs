using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Tests.Support;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>A ledger with a partition for each of 400 days back, and a few turns in every one; tests work on copies of it.</summary>
public sealed class PartitionedLedger : IAsyncLifetime
{
    /// <summary>How many days have turns.</summary>
    internal const int Days = 400;

    private TempStore _store = null!;

    internal TempDatabase Template => _store.Place;

    public async Task InitializeAsync()
    {
        _store = await TempStore.MigratedAsync();
        await _store.Partitions(retentionDays: 0).RunAsync(default);
        var turns = Enumerable.Range(0, Days * 5).Select(static number => Some.Turn(SessionOf(number % Days)) with { Timestamp = Some.Time.AddDays(-(number % Days)).AddSeconds(number / Days) });
        foreach (var batch in turns.Chunk(500)) await _store.Writer.WriteAsync(batch);
        await _store.SqlAsync("UPDATE ledger_marks SET reached = '2026-01-02 03:00:00+00'");
        await _store.SqlAsync("ANALYZE");
        // Copies are made while nobody is connected.
        await _store.Store.DisposeAsync();
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    /// <summary>The session whose turns were all so many days ago.</summary>
    internal static string SessionOf(int daysAgo) => $"session {daysAgo}";

    internal Task<TempStore> CopyAsync(Func<TempDatabase, string>? url = null) => TempStore.CopyAsync(Template, new ManualClock(Some.Time), url);
}
