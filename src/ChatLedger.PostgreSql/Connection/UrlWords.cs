using System.Globalization;

namespace ChatLedger.PostgreSql.Connection;

/// <summary>
/// What a connection URL says, as libpq's key words and their values; the parts before the question mark are key words, too (<c>host</c>, <c>port</c>,
/// <c>user</c>, <c>password</c>, <c>dbname</c>). Each reader takes the words it knows; those left over are unknown. Collects mistakes, which name words and
/// never repeat a value.
/// </summary>
internal sealed class UrlWords
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Why)> _mistakes = [];

    /// <summary>
    /// Whether an @ stands where an unencoded password would have put it: then even a parameter's name could be a piece of that password, and is repeated
    /// only if it is a known one.
    /// </summary>
    public bool HasStrayAt { get; set; }

    /// <summary>Sets a word from its percent-encoded value; the last one wins.</summary>
    public void Set(string name, ReadOnlySpan<char> encoded)
    {
        var why = PercentEncoding.Decode(encoded, out var value);
        if (why is null && value.Any(char.IsControl) && !name.EndsWith("password", StringComparison.Ordinal)) why = "it must not hold control characters.";
        if (why is null) _values[name] = value;
        else Refuse(name, why);
    }

    /// <summary>A word's value, null if it is missing or empty.</summary>
    public string? TakeText(string name) => Take(name) is { Length: > 0 } value ? value : null;

    /// <summary>A word that must be one of a few.</summary>
    public T TakeChoice<T>(string name, T otherwise, params (string Word, T Value)[] choices)
    {
        if (Take(name) is not { } word) return otherwise;
        foreach (var choice in choices)
            if (choice.Word == word) return choice.Value;
        Refuse(name, $"it must be {string.Join(" or ", choices.Select(static choice => choice.Word))}.");
        return otherwise;
    }

    /// <summary>A word that must be a whole number within bounds.</summary>
    public int? TakeNumber(string name, int least, int most)
    {
        if (Take(name) is not { } word) return null;
        if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"it must be a whole number from {least} to {most}."));
        return null;
    }

    /// <summary>Notes a mistake.</summary>
    public void Refuse(string name, string why) => _mistakes.Add((name, why));

    /// <summary>Ends reading: every word that nobody took is a mistake, unless leaving it out changes nothing.</summary>
    /// <exception cref="FormatException">There were mistakes; all of them are told.</exception>
    public void Finish()
    {
        foreach (var (name, value) in _values)
        {
            if (!UnsupportedParameters.Contains(name)) Refuse(name, $"there is no such parameter; {Suggest(name)}.");
            else if (UnsupportedParameters.WhyNot(name, value) is { } why) Refuse(name, why);
        }

        if (_mistakes.Count == 0) return;
        const string Encoding = "user and password must be percent-encoded (@ is %40, : is %3A, / is %2F, ? is %3F, % is %25), and so must an @ anywhere else. ";
        throw new FormatException((HasStrayAt ? Encoding : "") + string.Join(' ', _mistakes.Select(mistake => $"{Printable(mistake.Name)}: {mistake.Why}").Distinct()));
    }

    private string? Take(string name)
    {
        _known.Add(name);
        return _values.Remove(name, out var value) ? value : null;
    }

    private string Suggest(string name) => _known.FirstOrDefault(known => Plain(known) == Plain(name)) is { } meant
        ? $"perhaps {meant} is meant"
        : "a setting of the server is written options=-c%20name%3Dvalue";

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    private string Printable(string name) => _known.Contains(name) || UnsupportedParameters.Contains(name) || (!HasStrayAt && IsPlainName(name)) ? name : "a parameter";

    private static bool IsPlainName(string name) => name.Length is > 0 and <= 40 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
