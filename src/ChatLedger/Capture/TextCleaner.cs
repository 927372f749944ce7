namespace ChatLedger.Capture;

/// <summary>
/// Changes only what a text column cannot hold: U+0000 becomes U+2400 (symbol for null) and an unpaired surrogate U+FFFD. Everything else stays as it is.
/// </summary>
public static class TextCleaner
{
    private const char SymbolForNull = '\u2400';
    private const char Replacement = '\uFFFD';

    /// <summary>The cleaned text: the same instance where there was nothing to clean.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="cleaned">Set to true where something was changed; otherwise left alone.</param>
    public static string Clean(string text, ref bool cleaned)
    {
        var first = IndexOfUncleanFrom(text, 0);
        if (first < 0) return text;
        cleaned = true;
        return string.Create(text.Length, (text, first), static (target, state) =>
        {
            state.text.CopyTo(target);
            for (var i = state.first; i >= 0; i = IndexOfUncleanFrom(state.text, i + 1))
                target[i] = state.text[i] == '\0' ? SymbolForNull : Replacement;
        });
    }

    /// <summary>Cuts a text to at most <paramref name="lengthMax"/> UTF-16 code units without splitting a surrogate pair.</summary>
    public static string Cut(string text, int lengthMax)
    {
        if (text.Length <= lengthMax) return text;
        return char.IsHighSurrogate(text[lengthMax - 1]) ? text[..(lengthMax - 1)] : text[..lengthMax];
    }

    private static int IndexOfUncleanFrom(string text, int start)
    {
        while (true)
        {
            var offset = IndexOfSuspect(text.AsSpan(start));
            if (offset < 0) return -1;
            var at = start + offset;
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return at;
            start = at + 2;
        }
    }

    private static int IndexOfSuspect(ReadOnlySpan<char> text)
    {
        var surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        var nul = (surrogate < 0 ? text : text[..surrogate]).IndexOf('\0');
        return nul >= 0 ? nul : surrogate;
    }
}
