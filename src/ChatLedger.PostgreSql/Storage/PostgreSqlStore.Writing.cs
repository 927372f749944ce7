using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Storage;

internal sealed partial class PostgreSqlStore
{
    private static readonly TimeSpan ForgettingInterval = TimeSpan.FromMinutes(1);

    private long _keysForgottenAt;

    /// <summary>Two: while one batch waits for the server's disk, the other is sent.</summary>
    public int WritersMax => 2;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WrittenTurn>> WriteAsync(IReadOnlyList<Turn> turns, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var now = _clock.GetUtcNow();
        await ForgetOldKeysAsync(now, cancellation).ConfigureAwait(false);
        return await new TurnBatch(_database, _statements, turns, now).WriteAsync(cancellation).ConfigureAwait(false);
    }

    private async Task ForgetOldKeysAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var last = Interlocked.Read(ref _keysForgottenAt);
        if (now.Ticks - last < ForgettingInterval.Ticks || Interlocked.CompareExchange(ref _keysForgottenAt, now.Ticks, last) != last) return;
        await _database.UseAsync((connection, token) => _statements.ForgetKeysAsync(connection, now - IngestKey.AgeMax, token), cancellation).ConfigureAwait(false);
    }
}
