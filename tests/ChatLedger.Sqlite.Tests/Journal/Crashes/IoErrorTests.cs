namespace ChatLedger.Sqlite.Tests.Journal.Crashes;

/// <summary>The disk says no: strace lets chosen calls of <c>fsync</c> and <c>fdatasync</c> fail with EIO beneath a journal that records turns.</summary>
public sealed class IoErrorTests : IAsyncLifetime
{
    private readonly TempJournal _place = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _place.DisposeAsync();

    [StraceTheory]
    [InlineData("20")]
    [InlineData("21")]
    [InlineData("20..21")]
    [InlineData("20+15")]
    public async Task a_failed_sync_refuses_its_group_only_and_loses_nothing_acknowledged(string when)
    {
        using var writer = await WriteAsync(when);

        Assert.NotEmpty(writer.Refused);
        Assert.True(writer.Acknowledged.Count > 60, "The journal went on after the failure.");
        var kept = await ReadAsync();
        Assert.Empty(writer.Acknowledged.Except(kept));
        Assert.Empty(writer.Refused.Intersect(kept));
    }

    [StraceTheory]
    [InlineData("20+")]
    public async Task a_second_failure_running_is_final_and_loses_nothing_acknowledged(string when)
    {
        using var writer = await WriteAsync(when, WriterProgram.JournalFailed);

        Assert.InRange(writer.Acknowledged.Count, 1, 30);
        Assert.Empty(writer.Acknowledged.Except(await ReadAsync()));
    }

    private async Task<WriterProcess> WriteAsync(string when, int exitCode = 0)
    {
        var writer = WriterProcess.Start(
            _place.Path, "FULL", writers: 1, turns: 80, enoughAt: 0,
            "strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:error=EIO:when={when}");
        Assert.Equal(exitCode, await writer.EndedAsync());
        return writer;
    }

    /// <summary>The turns that a journal finds on what was left.</summary>
    private async Task<IReadOnlyList<Guid>> ReadAsync()
    {
        await _place.StartAsync();
        return [.. (await _place.Journal.PeekAsync(0, int.MaxValue, int.MaxValue)).Select(static turn => turn.Turn.TurnId)];
    }
}
