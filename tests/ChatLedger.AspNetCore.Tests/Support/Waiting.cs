namespace ChatLedger.AspNetCore.Tests;

internal static class Waiting
{
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(60);

    /// <summary>Waits for what must come, on a busy machine, too; a test that hangs fails here.</summary>
    public static Task Soon(this Task task) => task.WaitAsync(Max);

    /// <inheritdoc cref="Soon(Task)"/>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Max);
}
