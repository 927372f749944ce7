using ChatLedger.Storage;

namespace ChatLedger.Tests.Storage;

public sealed class SchemaObjectTests
{
    private static readonly SchemaObject Table = new("table notes", "ordinary");
    private static readonly SchemaObject Column = new("column notes.body", "text NOT NULL");

    [Fact]
    public void equal_tables_do_not_differ()
    {
        var check = SchemaObject.Compare([Table, Column], [Column with { IsHarmless = true }, Table]);

        Assert.Empty(check.Differences.Concat(check.Notes));
    }

    [Fact]
    public void what_is_missing_and_what_is_otherwise_is_named_with_what_it_should_be()
    {
        Assert.Equal(["column notes.body is missing: text NOT NULL"], SchemaObject.Compare([Table, Column], [Table]).Differences);
        Assert.Equal(["column notes.body is text, not text NOT NULL"], SchemaObject.Compare([Table, Column], [Table, Column with { Definition = "text" }]).Differences);
    }

    [Fact]
    public void of_a_missing_table_nothing_else_is_told()
    {
        var other = new SchemaObject("column notes_2.body", "text");

        Assert.Equal(["table notes is missing", "column notes_2.body is missing: text"], SchemaObject.Compare([Table, Column, other], []).Differences);
    }

    [Fact]
    public void what_nobody_expects_differs_where_it_may_keep_turns_out_and_is_a_note_elsewhere()
    {
        var check = SchemaObject.Compare([Table], [Table, Column, new SchemaObject("index notes.idx_body", "btree (body)", IsHarmless: true)]);

        Assert.Equal(["column notes.body (text NOT NULL) is not ChatLedger's and may keep turns from being stored"], check.Differences);
        Assert.Equal(["index notes.idx_body (btree (body)) is not ChatLedger's and does no harm"], check.Notes);
    }

    [Theory]
    [InlineData("column notes.body: text DEFAULT 'a: b'")]
    [InlineData("table notes: ordinary")]
    public void a_line_is_read_as_it_was_written(string line) => Assert.Equal(line, SchemaObject.Parse(line).ToString());
}
