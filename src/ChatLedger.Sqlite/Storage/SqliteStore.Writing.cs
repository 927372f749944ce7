using ChatLedger.Storage;

namespace ChatLedger.Sqlite.Storage;

internal sealed partial class SqliteStore
{
    private static readonly TimeSpan ForgettingInterval = TimeSpan.FromMinutes(1);

    // Touched on the writer's thread only.
    private DateTimeOffset _keysForgottenAt;

    /// <inheritdoc/>
    public int WritersMax => 1;

    /// <inheritdoc/>
    public Task<IReadOnlyList<WrittenTurn>> WriteAsync(IReadOnlyList<Turn> turns, CancellationToken cancellation = default) => Writer.RunAsync(
        writer =>
        {
            var now = _clock.GetUtcNow();
            ForgetOldKeys(writer.Turns, now);
            return new TurnBatch(writer.Turns, now).Write(turns, cancellation);
        },
        cancellation);

    private void ForgetOldKeys(TurnStatements statements, DateTimeOffset now)
    {
        if (now - _keysForgottenAt < ForgettingInterval) return;
        statements.ForgetKeys(now - IngestKey.AgeMax);
        _keysForgottenAt = now;
    }
}
