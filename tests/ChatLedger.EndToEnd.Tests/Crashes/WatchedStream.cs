using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Crashes;

/// <summary>An answer being streamed to a client that notes when it received how much of it.</summary>
internal sealed class WatchedStream(Message message, int piecesUntilUnderWay)
{
    private readonly List<(long Time, int Length)> _arrivals = [];
    private readonly TaskCompletionSource _underWay = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Message Message { get; } = message;

    public string Received { get; private set; } = "";

    /// <summary>Completes when a good part of the answer has come.</summary>
    public Task IsUnderWay => _underWay.Task;

    /// <summary>Reads until the answer is broken off, and gives how it was.</summary>
    public Task<Exception> WatchAsync(ChatCalls chat) => Assert.ThrowsAnyAsync<Exception>(() => chat.StreamAsync(Message, Note));

    /// <summary>How many characters had been received so long before a moment.</summary>
    public int LengthBefore(long moment, TimeSpan age) =>
        _arrivals.LastOrDefault(arrival => TimeProvider.System.GetElapsedTime(arrival.Time, moment) >= age).Length;

    private void Note(string text)
    {
        Received += text;
        _arrivals.Add((TimeProvider.System.GetTimestamp(), Received.Length));
        if (_arrivals.Count == piecesUntilUnderWay) _underWay.SetResult();
    }
}
