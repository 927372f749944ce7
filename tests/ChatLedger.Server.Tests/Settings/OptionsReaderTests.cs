using System.ComponentModel.DataAnnotations;
using ChatLedger.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace ChatLedger.Server.Tests;

/// <summary>Reading configuration into options.</summary>
public sealed class OptionsReaderTests
{
    private readonly List<string> _mistakes = [];
    private readonly Sample _sample = new();

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData(" false ", false)]
    public void a_truth_value_is_read(string text, bool value)
    {
        _sample.Flag = !value;

        Read(("Flag", text));

        Assert.Equal(value, _sample.Flag);
        Assert.Empty(_mistakes);
    }

    [Fact]
    public void numbers_times_enumerations_texts_and_nested_sections_are_read()
    {
        Read(("Number", "42"), ("Big", "5000000000"), ("Wait", "00:00:00.5"), ("Days", "30.00:00:00"), ("Kind", "secondKind"), ("Text", " as it is "), ("Maybe", "7"), ("Inner:Name", "x"));

        Assert.Empty(_mistakes);
        Assert.Equal((42, 5_000_000_000, TimeSpan.FromMilliseconds(500), TimeSpan.FromDays(30)), (_sample.Number, _sample.Big, _sample.Wait, _sample.Days));
        Assert.Equal((Kind.SecondKind, " as it is ", 7, "x"), (_sample.Kind, _sample.Text, _sample.Maybe, _sample.Inner.Name));
    }

    [Theory]
    [InlineData("Flag", "yes", "true or false")]
    [InlineData("Flag", "2", "true or false")]
    [InlineData("Flag", "", "true or false")]
    [InlineData("Number", "many", "a whole number")]
    [InlineData("Number", "1.5", "a whole number")]
    [InlineData("Number", "99999999999", "a whole number")]
    [InlineData("Number", "", "a whole number")]
    [InlineData("Wait", "soon", "a time such as")]
    [InlineData("Kind", "ThirdKind", "one of FirstKind, SecondKind")]
    [InlineData("Kind", "1", "one of FirstKind, SecondKind")]
    [InlineData("Kind", "7", "one of FirstKind, SecondKind")]
    public void a_value_of_another_kind_is_told_with_what_it_should_be(string name, string text, string expected)
    {
        Read((name, text));

        var mistake = Assert.Single(_mistakes);
        Assert.StartsWith($"CHATLEDGER__{name.ToUpperInvariant()}: '{text}' is not {expected}", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void a_secret_value_of_another_kind_is_not_repeated()
    {
        Read(("ApiKeyCount", "hidden"));

        Assert.Equal("CHATLEDGER__APIKEYCOUNT: its value is not a whole number in range.", Assert.Single(_mistakes));
    }

    [Fact]
    public void a_name_that_is_no_setting_is_told_at_every_depth_and_does_not_stop_the_rest()
    {
        Read(("Nothing", "1"), ("Inner:Nothing", "1"), ("Fixed", "1"), ("Number", "42"));

        Assert.Equal(["CHATLEDGER__FIXED: there is no such setting.", "CHATLEDGER__INNER__NOTHING: there is no such setting.", "CHATLEDGER__NOTHING: there is no such setting."], _mistakes.Order(StringComparer.Ordinal));
        Assert.Equal(42, _sample.Number);
    }

    [Fact]
    public void a_mistake_is_told_by_the_name_the_value_was_set_with()
    {
        Read(new Dictionary<string, string> { ["Number"] = "THE_NUMBER" }, ("Number", "many"));

        Assert.StartsWith("THE_NUMBER: ", Assert.Single(_mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void ranges_are_checked_and_told_by_name()
    {
        _sample.Number = 101;
        _sample.Text = null;

        new OptionsReader(new Dictionary<string, string>(), _mistakes).Check(_sample, "Chat");

        Assert.Equal(2, _mistakes.Count);
        Assert.Contains(_mistakes, mistake => mistake.StartsWith("CHATLEDGER__CHAT__NUMBER: ", StringComparison.Ordinal));
        Assert.Contains(_mistakes, mistake => mistake.StartsWith("CHATLEDGER__CHAT__TEXT: ", StringComparison.Ordinal));
    }

    private void Read(params (string Path, string Value)[] values) => Read(new Dictionary<string, string>(), values);

    private void Read(Dictionary<string, string> origins, params (string Path, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(static pair => $"Root:{pair.Path}", static pair => (string?)pair.Value)).Build();
        new OptionsReader(origins, _mistakes).Read(configuration.GetSection("Root"), _sample);
    }

    private enum Kind
    {
        FirstKind,
        SecondKind,
    }

    private sealed class Sample
    {
        public bool Flag { get; set; }

        [Range(0, 100)]
        public int Number { get; set; }

        public long Big { get; set; }

        public int? Maybe { get; set; }

        public int ApiKeyCount { get; set; }

        public TimeSpan Wait { get; set; }

        public TimeSpan Days { get; set; }

        public Kind Kind { get; set; }

        [Required]
        public string? Text { get; set; } = "";

        public string Fixed { get; } = "";

        public Inner Inner { get; set; } = new();
    }

    private sealed class Inner
    {
        public string Name { get; set; } = "";
    }
}
