using System.Text;

namespace ChatLedger.Tests.Support;

/// <summary>Texts as a seeded random generator writes them: of every kind of character, also of those that are not text.</summary>
internal static class RandomText
{
    /// <summary>At most so many UTF-16 code units; unpaired surrogates, NUL and control characters among them.</summary>
    public static string Any(Random random, int lengthMax) => Make(random, lengthMax, static random => random.Next(6) switch
    {
        0 => ((char)random.Next(0x20)).ToString(),
        1 => ((char)random.Next(0xD800, 0xE000)).ToString(),
        var kind => Ordinary(random, kind),
    });

    /// <summary>At most so many UTF-16 code units, well-formed and without NUL.</summary>
    public static string Clean(Random random, int lengthMax) => Make(random, lengthMax, static random => Ordinary(random, random.Next(2, 6)));

    private static string Make(Random random, int lengthMax, Func<Random, string> next)
    {
        var text = new StringBuilder();
        var length = random.Next(lengthMax + 1);
        while (true)
        {
            var piece = next(random);
            if (text.Length + piece.Length > length) return text.ToString();
            text.Append(piece);
        }
    }

    private static string Ordinary(Random random, int kind) => kind switch
    {
        2 => ((char)random.Next(0x20, 0x7F)).ToString(),
        3 => "\"\\/\b\f\n\r\t"[random.Next(8)].ToString(),
        4 => ((char)random.Next(0x80, 0xD800)).ToString(),
        _ => char.ConvertFromUtf32(random.Next(0x10000, 0x110000)),
    };
}
