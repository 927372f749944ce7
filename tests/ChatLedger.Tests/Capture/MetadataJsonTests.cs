using System.Text.Json;
using ChatLedger.Capture;

namespace ChatLedger.Tests.Capture;

public sealed class MetadataJsonTests
{
    private bool _cleaned;

    [Theory]
    [InlineData("1e400000")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("1.0000000000000000001")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("1E+2")]
    [InlineData("0.10")]
    public void a_number_stays_digit_for_digit(string number)
    {
        Assert.Equal($"{{\"n\":{number}}}", Normalize($"{{ \"n\" : {number} }}"));
        Assert.Equal($"{{\"n\":{number},\"more\":true}}", MetadataJson.With($"{{\"n\":{number}}}", "more", writer => writer.WriteBooleanValue(true)));
    }

    [Theory]
    [InlineData(" {\n} ", "{}")]
    [InlineData("""{ "b" : 1 , "a" : [ true , false , null , { } , [ ] ] }""", """{"b":1,"a":[true,false,null,{},[]]}""")]
    [InlineData("""{"":{"":{"":""}}}""", """{"":{"":{"":""}}}""")]
    public void an_object_is_compacted_and_keeps_its_order(string json, string expected)
    {
        Assert.Equal(expected, Normalize(json));
        Assert.False(_cleaned);
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"x":[{"a":1,"b":2,"a":3}]}""")]
    [InlineData("""{"\u0000":1,"\u2400":2}""")]
    [InlineData("""{"\ud800":1,"\udfff":2}""")]
    public void a_repeated_key_is_refused(string json) => Assert.Equal("duplicate-key", Refusal(json));

    [Fact]
    public void the_same_key_in_different_objects_is_no_repeat() =>
        Assert.Equal("""{"a":{"a":1},"b":{"a":[{"a":2},{"a":3}]},"A":4}""", Normalize("""{"a":{"a":1},"b":{"a":[{"a":2},{"a":3}]},"A":4}"""));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    public void what_is_not_an_object_is_refused(string json) => Assert.Equal("wrong-type", Refusal(json));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{'a':1}")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""{"a":1} // why""")]
    [InlineData("{\"a\":\"\u0001\"}")]
    public void malformed_json_is_refused(string json) => Assert.Equal("malformed-json", Refusal(json));

    [Fact]
    public void bytes_that_are_not_utf8_are_refused() =>
        Assert.Equal("malformed-json", Assert.Throws<CaptureException>(() => MetadataJson.Normalize([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8], ref _cleaned)).Slug);

    [Fact]
    public void nesting_ends_at_its_limit()
    {
        Assert.Equal(Nested(MetadataJson.DepthMax), Normalize(Nested(MetadataJson.DepthMax)));
        Assert.Equal("malformed-json", Refusal(Nested(MetadataJson.DepthMax + 1)));
    }

    [Fact]
    public void the_deepest_object_can_still_be_marked() =>
        Assert.EndsWith(",\"cleaned\":true}", MetadataJson.With(Nested(MetadataJson.DepthMax), "cleaned", writer => writer.WriteBooleanValue(true)), StringComparison.Ordinal);

    [Fact]
    public void size_ends_at_its_limit_of_compact_bytes()
    {
        var padding = new string('ä', (MetadataJson.BytesMax - 8) / 2);

        Assert.Equal($"{{\"a\":\"{padding}\"}}", Normalize($"{{   \"a\"   :   \"{padding}\"   }}"));
        Assert.Equal("too-long", Refusal($"{{\"a\":\"{padding}x\"}}"));
    }

    [Theory]
    [InlineData("""{"a":"x\u0000y"}""", "x\u2400y")]
    [InlineData("""{"a":"x\ud800y"}""", "x\uFFFDy")]
    public void a_text_inside_is_cleaned_and_told(string json, string expected)
    {
        Assert.Equal(expected, Member(Normalize(json), "a"));
        Assert.True(_cleaned);
    }

    [Fact]
    public void half_a_pair_in_a_callers_own_string_is_cleaned_and_told()
    {
        Assert.Equal("x\uFFFDy", Member(Normalize("{\"a\":\"x\uD800y\"}"), "a"));
        Assert.True(_cleaned);
    }

    [Fact]
    public void a_key_is_cleaned_and_told()
    {
        Assert.Equal("1", Member(Normalize("""{"x\u0000":"1"}"""), "x\u2400"));
        Assert.True(_cleaned);
    }

    [Fact]
    public void the_naughty_strings_come_through_as_keys_and_values()
    {
        foreach (var text in NaughtyStrings.All)
        {
            using var document = JsonDocument.Parse(Normalize(JsonSerializer.Serialize(new Dictionary<string, string> { [text] = text })));
            var member = Assert.Single(document.RootElement.EnumerateObject());
            Assert.Equal(text, member.Name, StringComparer.Ordinal);
            Assert.Equal(text, member.Value.GetString(), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void normalising_again_changes_nothing()
    {
        var once = Normalize("""{"a":"ä<>&'\"\\\u2028","b":{"c":[1.50,-0,null]}}""");

        Assert.Equal(once, Normalize(once));
    }

    [Fact]
    public void no_metadata_stays_none() => Assert.Null(MetadataJson.Normalize((string?)null, ref _cleaned));

    [Theory]
    [InlineData(null, """{"cut":"model"}""")]
    [InlineData("{}", """{"cut":"model"}""")]
    [InlineData("""{"a":1}""", """{"a":1,"cut":"model"}""")]
    [InlineData("""{"cut":{"a":[1]},"b":2}""", """{"b":2,"cut":"model"}""")]
    public void a_member_is_added_last_in_place_of_an_older_one(string? metadata, string expected) =>
        Assert.Equal(expected, MetadataJson.With(metadata, "cut", writer => writer.WriteStringValue("model")));

    private string Normalize(string json) => MetadataJson.Normalize(json, ref _cleaned)!;

    private string Refusal(string json)
    {
        var refusal = Assert.Throws<CaptureException>(() => Normalize(json));
        Assert.Equal("metadata", refusal.Field);
        return refusal.Slug;
    }

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);

    private static string? Member(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).GetString();
    }
}
