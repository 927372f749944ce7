using System.Globalization;
using System.Text.RegularExpressions;
using ChatLedger.Repository.Tests.Support;

namespace ChatLedger.Repository.Tests.Sources;

public sealed class SqlFileTests
{
    private static readonly IReadOnlyList<string> Files = Tree.Files("src", "*.sql");

    [Fact]
    public void migrations_are_numbered_from_one_without_gaps()
    {
        var stores = Migrations().GroupBy(file => Path.GetDirectoryName(file)!).ToList();

        Assert.NotEmpty(stores);
        Assert.All(stores, store => Assert.Equal(Enumerable.Range(1, store.Count()), store.Select(NumberOf).Order()));
    }

    [Fact]
    public void every_migration_says_at_its_head_what_it_is_for() => Assert.All(
        Migrations(), file => Assert.StartsWith($"-- Version {NumberOf(file)}: ", Tree.Read(file), StringComparison.Ordinal));

    // Migrations are applied by every store test, queries prepared by QueryTests, the journal's tables made whenever one is opened.
    [Fact]
    public void every_sql_file_lies_where_a_test_shows_it_to_a_real_database() => Claims.None(
        Files, file => !file.Contains("/Migrations/", StringComparison.Ordinal) && !file.Contains("/Queries/", StringComparison.Ordinal)
            && !file.EndsWith("/Journal/Journal.sql", StringComparison.Ordinal));

    private static IEnumerable<string> Migrations() => Files.Where(file => file.Contains("/Migrations/", StringComparison.Ordinal));

    private static int NumberOf(string file)
    {
        var name = Regex.Match(Path.GetFileName(file), @"^V(\d{3})_[A-Z]\w+\.sql$");
        Assert.True(name.Success, file);
        return int.Parse(name.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
