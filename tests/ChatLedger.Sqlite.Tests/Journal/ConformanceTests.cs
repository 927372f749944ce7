using ChatLedger.Conformance;

namespace ChatLedger.Sqlite.Tests.Journal;

public sealed class SqliteOpeningTests : OpeningSuite
{
    protected override JournalUnderTest CreatePlace(long bytesMax) => new TempJournal(bytesMax);
}

public sealed class SqliteRecordingTests : RecordingSuite
{
    protected override JournalUnderTest CreatePlace(long bytesMax) => new TempJournal(bytesMax);
}

public sealed class SqliteDamageTests : DamageSuite
{
    protected override JournalUnderTest CreatePlace(long bytesMax) => new TempJournal(bytesMax);
}

public sealed class SqliteFullTests : FullSuite
{
    protected override JournalUnderTest CreatePlace(long bytesMax) => new TempJournal(bytesMax);
}

public sealed class ConformanceTests
{
    [Fact]
    public void no_suite_is_forgotten() => Assert.Empty(JournalGuard.Forgotten(typeof(ConformanceTests).Assembly));

    [Fact]
    public void a_forgotten_suite_would_be_noticed() => Assert.Contains(nameof(OpeningSuite), JournalGuard.Forgotten(typeof(string).Assembly));
}
