using ChatLedger.Conformance;

namespace ChatLedger.Sqlite.Tests.Storage;

public sealed class SqliteWritingTests : WritingSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class SqliteRedeliveryTests : RedeliverySuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class SqliteIngestKeyTests : IngestKeySuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class SqliteHistoryTests : HistorySuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class SqliteStatsTests : StatsSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class SqliteSessionTests : SessionSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class SqliteSessionListTests : SessionListSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class SqliteTextTests : TextSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class SqliteSchemaTests : SchemaSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class SqliteSchemaCheckTests : SchemaCheckSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class SqlitePlainSqlTests : PlainSqlSuite
{
    protected override async Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock) => await TempStore.OpenAsync(clock);
}

public sealed class ConformanceTests
{
    [Fact]
    public void no_suite_is_forgotten() => Assert.Empty(StoreGuard.Forgotten(typeof(ConformanceTests).Assembly));

    [Fact]
    public void a_forgotten_suite_would_be_noticed() => Assert.Contains(nameof(WritingSuite), StoreGuard.Forgotten(typeof(string).Assembly));
}
