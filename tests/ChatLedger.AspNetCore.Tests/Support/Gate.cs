using ChatLedger.Journal;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>A place that calls pass, and at which a test can hold them or turn them away.</summary>
internal sealed class Gate
{
    private volatile TaskCompletionSource? _held;
    private volatile TaskCompletionSource _reached = New();

    /// <summary>Whether calls are turned away as a failing journal does.</summary>
    public bool Refuses { get; set; }

    /// <summary>Completes when a call has come to the gate since it was last held.</summary>
    public Task Reached => _reached.Task;

    public void Hold()
    {
        _reached = New();
        _held = New();
    }

    public void Release()
    {
        _held?.TrySetResult();
        _held = null;
    }

    public async Task PassAsync()
    {
        _reached.TrySetResult();
        if (_held is { } held) await held.Task;
        if (Refuses) throw new JournalUnavailableException("Refused by the test.");
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
