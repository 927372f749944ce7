using ChatLedger.Journal;
using ChatLedger.Storage;
using Polly;
using Polly.Retry;

namespace ChatLedger.Delivery;

/// <summary>One failed attempt.</summary>
/// <param name="Number">0 for the first attempt of a batch.</param>
/// <param name="Exception">Why it failed.</param>
internal readonly record struct FailedAttempt(int Number, Exception? Exception);

/// <summary>When delivery tries again: for ever, after 100 ms, doubling with jitter up to 5 s; but not what the store refuses for its content.</summary>
internal static class DeliveryRetry
{
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(5);

    public static ResiliencePipeline Create(TimeProvider time, Action<FailedAttempt> onFailed)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        builder.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder()
                .Handle<StoreException>(static exception => exception.Failure != StoreFailure.Content)
                .Handle<JournalUnavailableException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = DelayMin,
            MaxDelay = DelayMax,
            OnRetry = attempt =>
            {
                onFailed(new FailedAttempt(attempt.AttemptNumber, attempt.Outcome.Exception));
                return default;
            },
        });
        return builder.Build();
    }
}
