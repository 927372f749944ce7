using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>Writes as delivery does: what is worth another attempt gets one, anything else is a failure of the test.</summary>
internal static class Persistence
{
    private const int AttemptsMax = 1000;

    public static async Task<IReadOnlyList<WrittenTurn>> WriteAsync(ILedgerWriter store, IReadOnlyList<Turn> turns, Action<StoreException>? onRetry = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await store.WriteAsync(turns);
            }
            catch (StoreException failure) when (failure.Failure == StoreFailure.Transient && attempt < AttemptsMax)
            {
                onRetry?.Invoke(failure);
            }
        }
    }
}
