using ChatLedger.Conformance;
using ChatLedger.Server.Commands;

namespace ChatLedger.Server.Tests;

/// <summary>People's text on a terminal.</summary>
public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("Grüße, 世界 🙂\n\tsecond line")]
    [InlineData("")]
    [InlineData("a\u200Db e\u0301")]
    public void ordinary_text_stays_as_it_is(string text) => Assert.Same(text, TerminalText.Escape(text));

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m", @"\u001B[31mred\u001B[0m")]
    [InlineData("\u001b]0;title\u0007", @"\u001B]0;title\u0007")]
    [InlineData("over\rwritten", @"over\u000Dwritten")]
    [InlineData("\b\u007f\u009b", @"\u0008\u007F\u009B")]
    [InlineData("\u202Etxt.exe\u202C", @"\u202Etxt.exe\u202C")]
    [InlineData("\u2066x\u2069\u200E\u200F\u061C", @"\u2066x\u2069\u200E\u200F\u061C")]
    public void what_could_steer_the_terminal_is_shown_as_what_it_is(string text, string shown) => Assert.Equal(shown, TerminalText.Escape(text));

    [Fact]
    public void no_naughty_string_gets_a_control_character_through() =>
        Assert.All(NaughtyStrings.All, text => Assert.DoesNotContain(TerminalText.Escape(text), character => char.IsControl(character) && character is not ('\n' or '\t')));
}
