using System.Text.RegularExpressions;
using ChatLedger.Capture;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Capture;

public sealed class TextCleanerTests
{
    private const string Pair = "\uD83D\uDE42";

    [Theory]
    [InlineData(@"\0", @"\u2400")]
    [InlineData(@"a\0b\0", @"a\u2400b\u2400")]
    [InlineData(@"\uD800", @"\uFFFD")]
    [InlineData(@"\uDBFF", @"\uFFFD")]
    [InlineData(@"\uDC00", @"\uFFFD")]
    [InlineData(@"\uDFFF", @"\uFFFD")]
    [InlineData(@"a\uD83D", @"a\uFFFD")]
    [InlineData(@"\uDE42a", @"\uFFFDa")]
    [InlineData(@"\uD83Dx\uDE42", @"\uFFFDx\uFFFD")]
    [InlineData(@"\uDE42\uD83D", @"\uFFFD\uFFFD")]
    [InlineData(@"\uD83D\uD83D\uDE42", @"\uFFFD\uD83D\uDE42")]
    [InlineData(@"\uD83D\uDE42\uDE42", @"\uD83D\uDE42\uFFFD")]
    [InlineData(@"\uD83D\uDE42\0\uD83D\uDE42\uD83D", @"\uD83D\uDE42\u2400\uD83D\uDE42\uFFFD")]
    [InlineData(@"\uD83D\0\uDE42", @"\uFFFD\u2400\uFFFD")]
    public void what_a_text_column_cannot_hold_is_replaced_and_told(string text, string expected)
    {
        var cleaned = false;

        Assert.Equal(Regex.Unescape(expected), TextCleaner.Clean(Regex.Unescape(text), ref cleaned), StringComparer.Ordinal);
        Assert.True(cleaned);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData(Pair)]
    [InlineData("a" + Pair + Pair + "b")]
    [InlineData("\u0001\u001F\u007F\u0085\u2028\uFEFF\uFFFE\uFFFF\uFFFD\u2400")]
    public void a_clean_text_stays_the_same_instance(string text)
    {
        var cleaned = false;

        Assert.Same(text, TextCleaner.Clean(text, ref cleaned));
        Assert.False(cleaned);
    }

    [Fact]
    public void the_naughty_strings_stay_as_they_are()
    {
        var cleaned = false;

        Assert.All(NaughtyStrings.All, text => Assert.Same(text, TextCleaner.Clean(text, ref cleaned)));
        Assert.False(cleaned);
    }

    [Fact]
    public void an_earlier_mark_is_not_taken_back()
    {
        var cleaned = true;

        TextCleaner.Clean("plain", ref cleaned);

        Assert.True(cleaned);
    }

    [Fact]
    public void any_text_becomes_well_formed_character_by_character()
    {
        var random = new Random(1);
        for (var run = 0; run < 20_000; run++)
        {
            var text = RandomText.Any(random, 24);
            var cleaned = false;

            var clean = TextCleaner.Clean(text, ref cleaned);

            Assert.Equal(Expected(text), clean, StringComparer.Ordinal);
            Assert.Equal(!ReferenceEquals(text, clean), cleaned);
        }
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abc", 2, "ab")]
    [InlineData("a" + Pair, 2, "a")]
    [InlineData("a" + Pair, 3, "a" + Pair)]
    [InlineData(Pair + Pair, 3, Pair)]
    [InlineData(Pair, 1, "")]
    public void a_cut_never_splits_a_pair(string text, int lengthMax, string expected) =>
        Assert.Equal(expected, TextCleaner.Cut(text, lengthMax), StringComparer.Ordinal);

    /// <summary>The same rule in other words: what the framework calls a scalar value stays, NUL aside.</summary>
    private static string Expected(string text) =>
        string.Concat(text.EnumerateRunes().Select(static rune => rune.Value == 0 ? "\u2400" : rune.ToString()));
}
