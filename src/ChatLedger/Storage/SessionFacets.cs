namespace ChatLedger.Storage;

/// <summary>
/// Which moods, statuses and models the turns of a session may have, as the bits of a Bloom filter: a list filtered by them looks only into sessions
/// whose bits allow it, and there the turns decide. Stores keep the bits, so those of a word never change.
/// </summary>
public static class SessionFacets
{
    /// <summary>All bits: nothing is known, so everything is possible.</summary>
    public const long Anything = -1;

    /// <summary>The bits of a turn, which are added to those of its session.</summary>
    public static long Of(Turn turn) => Of(turn.Mood, turn.Status.ToName(), turn.Model);

    /// <summary>The bits that a session must have to be listed; 0 where the query asks for none of the three.</summary>
    public static long Of(SessionQuery query) => Of(query.Mood, query.Status?.ToName(), query.Model);

    /// <summary>The bits of a row that another program may have written, with any word for its status.</summary>
    public static long Of(string? mood, string? status, string? model) => Bits('o', mood) | Bits('s', status) | Bits('m', model);

    // Three of the 64 bits, by FNV-1a; its upper bits are the well mixed ones.
    private static long Bits(char kind, string? word)
    {
        if (word is null) return 0;
        var hash = Add(0xCBF29CE484222325, kind);
        foreach (var letter in word) hash = Add(hash, letter);
        return 1L << (int)(hash >> 58) | 1L << (int)(hash >> 52 & 63) | 1L << (int)(hash >> 46 & 63);
    }

    private static ulong Add(ulong hash, char letter) => unchecked((hash ^ letter) * 0x100000001B3);
}
