using System.Text;

namespace ChatLedger.PostgreSql.Connection;

/// <summary>Reads <c>schema</c>. It becomes part of SQL text, so nothing that could end a quoted name is let in.</summary>
internal static class SchemaName
{
    private const int BytesMax = 63;

    public static string Read(UrlWords words)
    {
        var schema = words.TakeText("schema") ?? "public";
        if (Encoding.UTF8.GetByteCount(schema) > BytesMax || !schema.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-' or '$'))
            words.Refuse("schema", "it must be at most 63 bytes of letters, digits, _, - and $.");
        if (schema.StartsWith("pg_", StringComparison.Ordinal) || schema == "information_schema")
            words.Refuse("schema", "this name is the server's own.");
        return schema;
    }
}
