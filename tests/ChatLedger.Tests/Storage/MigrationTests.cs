using ChatLedger.Storage;

namespace ChatLedger.Tests.Storage;

public sealed class MigrationTests
{
    private static readonly Migration[] Known = [new(1, "V001_First", "CREATE TABLE a (b text);"), new(2, "V002_Second", "CREATE TABLE c (d text);")];

    [Fact]
    public void migrations_applied_as_they_are_do_not_differ() => Assert.Empty(Migration.Compare(Known, [Applied(1), Applied(2)]));

    [Fact]
    public void each_migration_that_differs_is_named() => Assert.Equal(
        [
            "migration V001_First was applied in another form than this program's",
            "migration V002_Second is missing; run: chatledger init-db",
            "migration V003_Third was applied by a newer program than this, which knows up to version 2",
        ],
        Migration.Compare(Known, [Applied(1) with { Checksum = "another" }, new AppliedMigration(3, "V003_Third", "x")]));

    private static AppliedMigration Applied(int version) => new(version, Known[version - 1].Name, Known[version - 1].Checksum);
}
