using ChatLedger.Conformance;

namespace ChatLedger.PostgreSql.Tests.Storage;

public sealed class PostgreSqlWritingTests : WritingSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class PostgreSqlRedeliveryTests : RedeliverySuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class PostgreSqlIngestKeyTests : IngestKeySuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class PostgreSqlHistoryTests : HistorySuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class PostgreSqlStatsTests : StatsSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class PostgreSqlSessionTests : SessionSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class PostgreSqlSessionListTests : SessionListSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class PostgreSqlTextTests : TextSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class PostgreSqlSchemaTests : SchemaSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class PostgreSqlSchemaCheckTests : SchemaCheckSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class PostgreSqlPlainSqlTests : PlainSqlSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class ConformanceTests
{
    [Fact]
    public void no_suite_is_forgotten() => Assert.Empty(StoreGuard.Forgotten(typeof(ConformanceTests).Assembly));
}
