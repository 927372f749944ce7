using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;

namespace ChatLedger.AspNetCore.Ingest;

/// <summary>Records the sound ones of many turns, and answers for each in the order they came.</summary>
internal static class IngestBatch
{
    public static async Task<IngestItem[]> RecordAsync(IChatLedger ledger, IReadOnlyList<Result<FinishedTurn>> turns, CancellationToken cancellation)
    {
        var logged = await ledger.LogChatMessagesAsync([.. turns.Where(static turn => turn.Problem is null).Select(static turn => turn.Value!)], cancellation);
        var items = new IngestItem[turns.Count];
        for (int i = 0, next = 0; i < items.Length; i++)
            items[i] = turns[i].Problem is { } problem ? IngestItem.Of(problem) : IngestItem.Of(logged[next++]);
        return items;
    }

    /// <summary>What a call makes, or what is wrong with what it was given.</summary>
    public static Result<T> Try<T>(Func<T> make)
    {
        try
        {
            return new Result<T>(make(), null);
        }
        catch (CaptureException problem)
        {
            return new Result<T>(default, problem);
        }
    }
}
