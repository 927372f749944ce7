namespace ChatLedger.Conformance;

/// <summary>How long a test waits for what must come, on however busy a machine: long enough never to matter, short enough not to hang a build.</summary>
public static class Patience
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits for what must come.</summary>
    public static Task Soon(this Task task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="Soon(Task)"/>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit);
}
