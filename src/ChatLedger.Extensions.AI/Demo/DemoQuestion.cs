using System.Globalization;
using System.Text;

namespace ChatLedger.Extensions.AI;

/// <summary>What the demo makes of a message, in any script.</summary>
/// <param name="Subject">Its beginning, on one line, cut between graphemes.</param>
/// <param name="Length">How long it is, as a phrase.</param>
/// <param name="Words">Its words in lower case, as far as they are needed to know a plain question.</param>
/// <param name="Asks">Whether it holds a question mark.</param>
internal sealed record DemoQuestion(string Subject, string Length, IReadOnlyList<string> Words, bool Asks)
{
    private const int SubjectGraphemesMax = 60;
    private const int WordsMax = 40;

    private static readonly string[] Greetings = ["hello", "hi", "hey", "hallo", "moin", "hola", "bonjour", "salut", "ciao", "olá"];

    public bool Greets => Words.Count > 0 && Greetings.Contains(Words[0]);

    public bool OnlyGreets => Greets && Words.Count <= 2;

    public static DemoQuestion Read(string message)
    {
        var line = OnOneLine(message);
        var words = line.Split(' ').Where(word => word.Any(char.IsLetterOrDigit)).ToList();
        return new(
            Cut(line),
            Measure(line, words.Count),
            [.. words.Take(WordsMax).Select(word => new string([.. word.Where(char.IsLetterOrDigit)]).ToLowerInvariant())],
            line.AsSpan().ContainsAny('?', '？', '؟'));
    }

    /// <summary>White space and control characters become single spaces, an unpaired surrogate U+FFFD.</summary>
    private static string OnOneLine(string message)
    {
        var line = new StringBuilder(message.Length);
        foreach (var rune in message.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune))
                line.Append(rune);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        return line.ToString().TrimEnd(' ');
    }

    private static string Cut(string line)
    {
        var end = 0;
        for (var graphemes = 0; graphemes < SubjectGraphemesMax && end < line.Length; graphemes++)
            end += StringInfo.GetNextTextElementLength(line, end);
        return end == line.Length ? line : line[..end] + "…";
    }

    // Many scripts without upper and lower case do not part words by spaces, so there characters are counted, which is true everywhere.
    private static string Measure(string line, int words)
    {
        var caseless = line.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherLetter);
        return words == 0 || caseless ? Count(new StringInfo(line).LengthInTextElements, "character") : Count(words, "word");
    }

    private static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
