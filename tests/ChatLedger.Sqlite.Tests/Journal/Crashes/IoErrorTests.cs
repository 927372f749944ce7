namespace ChatLedger.Sqlite.Tests.Journal.Crashes;

/// <summary>The disk says no: strace lets chosen calls of <c>fsync</c> and <c>fdatasync</c> fail with EIO beneath a journal that records turns.</summary>
public sealed class IoErrorTests : IAsyncLifetime
{
    private const int Turns = 80;

    private readonly TempJournal _place = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _place.DisposeAsync();

    /// <summary>
    /// Five calls in a row meet the commit of an append, a record, an append, an opening and a close. With a second failure, what the first left behind
    /// cannot be cleared away when the file is closed.
    /// </summary>
    [StraceTheory]
    [InlineData("20")]
    [InlineData("21")]
    [InlineData("22")]
    [InlineData("23")]
    [InlineData("24")]
    [InlineData("20..21")]
    [InlineData("21..22")]
    [InlineData("22..23")]
    [InlineData("23..24")]
    [InlineData("24..25")]
    [InlineData("20+16")]
    public async Task a_failed_sync_refuses_its_group_only_and_loses_nothing_acknowledged(string when)
    {
        using var writer = await WriteAsync(when);

        Assert.True(writer.Acknowledged.Count > Turns / 2, "The journal went on after the failure.");
        var kept = await ReadAsync();
        var ids = kept.Select(static turn => turn.TurnId).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(writer.Acknowledged.Order(), ids.Order());
        Assert.Equal(string.Concat(Enumerable.Range(0, Turns).Select(static number => $"{number} ")), kept.Single(static turn => turn.Status == TurnStatus.Interrupted).AiResponse);
    }

    [StraceTheory]
    [InlineData("20+")]
    [InlineData("24+")]
    public async Task a_second_failure_running_is_final_and_loses_nothing_acknowledged(string when)
    {
        using var writer = await WriteAsync(when, WriterProgram.JournalFailed);

        Assert.InRange(writer.Acknowledged.Count, 1, Turns / 2);
        Assert.Empty(writer.Acknowledged.Except((await ReadAsync()).Select(static turn => turn.TurnId)));
    }

    private async Task<WriterProcess> WriteAsync(string when, int exitCode = 0)
    {
        var trace = Path.Combine(_place.Folder, "trace");
        var writer = WriterProcess.Start(
            _place.Path, "FULL", writers: 1, Turns, enoughAt: 0,
            "strace", "-f", "--seccomp-bpf", "-o", trace, "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:error=EIO:when={when}");
        Assert.Equal(exitCode, await writer.EndedAsync());
        Assert.Contains("(INJECTED)", await File.ReadAllTextAsync(trace), StringComparison.Ordinal);
        return writer;
    }

    /// <summary>The turns that a journal finds on what was left.</summary>
    private async Task<IReadOnlyList<Turn>> ReadAsync()
    {
        await _place.StartAsync();
        return [.. (await _place.Journal.PeekAsync(0, int.MaxValue, int.MaxValue)).Select(static turn => turn.Turn)];
    }
}
