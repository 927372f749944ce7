namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>How long tests wait for what must happen: far longer than it takes on a busy machine, so only something that hangs is cut off.</summary>
internal static class Patience
{
    public static readonly TimeSpan Max = TimeSpan.FromSeconds(90);

    public static Task<T> OrTimeoutAsync<T>(this Task<T> task) => task.WaitAsync(Max);

    public static Task OrTimeoutAsync(this Task task) => task.WaitAsync(Max);
}
