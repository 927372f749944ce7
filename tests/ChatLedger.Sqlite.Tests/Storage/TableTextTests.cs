using ChatLedger.Sqlite.Storage;

namespace ChatLedger.Sqlite.Tests.Storage;

public sealed class TableTextTests
{
    [Fact]
    public void definitions_are_parted_at_the_outermost_commas_only()
    {
        var (parts, options) = TableText.Split("CREATE TABLE t (id TEXT CHECK (length(id) BETWEEN 1 AND 2), n INTEGER DEFAULT (max(1, 2))) STRICT, WITHOUT ROWID");

        Assert.Equal(["id TEXT CHECK (length(id) BETWEEN 1 AND 2)", "n INTEGER DEFAULT (max(1, 2))"], parts);
        Assert.Equal("STRICT, WITHOUT ROWID", options);
    }

    [Theory]
    [InlineData("CREATE TABLE t (a TEXT DEFAULT 'x, (y', b TEXT)", "a TEXT DEFAULT 'x, (y'")]
    [InlineData("CREATE TABLE \"t (1\" (a TEXT DEFAULT 'it''s, x', b TEXT)", "a TEXT DEFAULT 'it''s, x'")]
    [InlineData("CREATE TABLE t (\"a,b\" TEXT, b TEXT)", "\"a,b\" TEXT")]
    [InlineData("CREATE TABLE t ([a, b] TEXT, b TEXT)", "[a, b] TEXT")]
    public void what_is_quoted_parts_nothing(string sql, string first) => Assert.Equal([first, "b TEXT"], TableText.Split(sql).Parts);

    [Fact]
    public void neither_comments_nor_white_space_count()
    {
        var (parts, options) = TableText.Split("CREATE TABLE t (\n    a   TEXT, -- it's one, (or not)\n    b\tTEXT /* , c */ NOT  NULL\n)\n");

        Assert.Equal(["a TEXT", "b TEXT NOT NULL"], parts);
        Assert.Empty(options);
        Assert.Equal("CREATE INDEX i ON t (a)", TableText.Normalize("CREATE  INDEX i\n-- why\nON t (a)"));
    }
}
