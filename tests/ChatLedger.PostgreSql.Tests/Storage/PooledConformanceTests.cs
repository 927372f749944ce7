using ChatLedger.Conformance;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>
/// The way to a store that forgives least: through PgBouncer in transaction mode, in a schema whose name needs quotes, with nothing on the search path.
/// </summary>
internal static class PooledStore
{
    public const string Schema = "Ledger-2$";

    public static async Task<StoreUnderTest> OpenAsync(TimeProvider clock)
    {
        var store = await TempStore.OpenAsync(clock, static place => $"{place.PgBouncerUrl}?pgbouncer=true&schema={Schema}", $"SET search_path = \"{Schema}\"; ");
        await store.Place.SqlAsync("ALTER ROLE current_user SET search_path = ''");
        return store;
    }
}

public sealed class PooledWritingTests : WritingSuite
{
    protected override Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => PooledStore.OpenAsync(clock);
}

public sealed class PooledRedeliveryTests : RedeliverySuite
{
    protected override Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => PooledStore.OpenAsync(clock);
}

public sealed class PooledIngestKeyTests : IngestKeySuite
{
    protected override Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => PooledStore.OpenAsync(clock);
}

public sealed class PooledHistoryTests : HistorySuite
{
    protected override Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => PooledStore.OpenAsync(clock);
}

public sealed class PooledStatsTests : StatsSuite
{
    protected override Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => PooledStore.OpenAsync(clock);
}

public sealed class PooledSessionTests : SessionSuite
{
    protected override Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => PooledStore.OpenAsync(clock);
}

public sealed class PooledSessionListTests : SessionListSuite
{
    protected override Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => PooledStore.OpenAsync(clock);
}

public sealed class PooledTextTests : TextSuite
{
    protected override Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => PooledStore.OpenAsync(clock);
}

public sealed class PooledSchemaTests : SchemaSuite
{
    protected override Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => PooledStore.OpenAsync(clock);
}

public sealed class PooledPlainSqlTests : PlainSqlSuite
{
    protected override Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => PooledStore.OpenAsync(clock);
}
