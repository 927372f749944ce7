using System.Buffers.Binary;
using System.Globalization;

namespace ChatLedger.Benchmarks.Reads;

/// <summary>
/// Ninety days of traffic out of real dialogues, the same turns for the same number: visitors who come and go, others who come back for weeks, two sessions of
/// 2,000 turns, imported sessions, and values from common to very rare.
/// </summary>
internal sealed class Traffic(IReadOnlyList<DialogueLine[]> dialogues, int turns)
{
    public const string LongSession = "long-over-months", BusySession = "long-in-one-day";
    public const string RareMood = "Furious", OldMood = "Puzzled", RareModel = "prototype-7", CommonModel = "gpt-4o-mini";
    private const int LongTurns = 2_000, Days = 90, Returning = 4_000, Keyed = 5_000;

    private readonly Slot[] _present = new Slot[64];
    private readonly Slot[] _returning = new Slot[Returning];
    private int _sessions;

    /// <summary>The key of the last turns, which came by the ingest route.</summary>
    public static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"order-{number}");

    /// <summary>How many of the last turns have a key.</summary>
    public static int KeyedOf(int turns) => Math.Min(Keyed, turns);

    /// <summary>The id of the n-th session that is neither long nor imported; every tenth session is imported.</summary>
    public static string SessionOf(int session) => session % 10 == 9
        ? string.Create(CultureInfo.InvariantCulture, $"archive/{session}")
        : new Guid((int)Mix.Of(session), (short)session, 0x4000, 0x80, 1, 2, 3, (byte)(session >> 24), (byte)(session >> 16), (byte)(session >> 8), (byte)session).ToString();

    /// <summary>The user of a session; half of them are known.</summary>
    public static string? UserOf(int session) => session % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"customer-{session * 7919L % 20_000:D5}") : null;

    /// <summary>The turns in the order of their times, up to now.</summary>
    public IEnumerable<Turn> Turns(DateTimeOffset now)
    {
        var pause = TimeSpan.FromTicks(TimeSpan.FromDays(Days).Ticks / turns / 10 * 10);
        var begin = now - (pause * turns);
        for (var number = 0; number < turns; number++) yield return Make(number, begin + (pause * number));
    }

    private Turn Make(int number, DateTimeOffset time)
    {
        var (session, id, line) = Next(number);
        var turn = new Turn
        {
            TurnId = session % 10 == 9 ? ImportedId(number) : Guid.CreateVersion7(time),
            SessionId = id,
            Timestamp = new DateTimeOffset(time.Ticks / 10 * 10, TimeSpan.Zero),
            UserMessage = line.User,
            AiResponse = line.Assistant,
            Mood = line.Mood ?? (Mix.Of(number) % 20) switch { < 8 => null, < 16 => "neutral", < 19 => "happy", _ => "frustrated" },
            Model = line.Model ?? (session % 10 < 7 ? CommonModel : "claude-haiku"),
            Status = (Mix.Of(number) % 200) switch { < 3 => TurnStatus.Failed, < 5 => TurnStatus.Aborted, _ => TurnStatus.Completed },
            UserIp = string.Create(CultureInfo.InvariantCulture, $"198.51.{session % 100}.0"),
            UserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            ResponseTimeMs = 300 + (line.Assistant.Length * 12),
            Metadata = number % 5 == 0 ? """{"page":"/help/cards","campaign":"spring"}""" : null,
            UserId = session >= 0 ? UserOf(session) : null,
            InputTokens = line.User.Length / 4,
            OutputTokens = line.Assistant.Length / 4,
            Source = session % 10 == 9 ? TurnSource.Import : TurnSource.Chat,
            Visitor = session % 10 != 9,
            IngestKey = number >= turns - KeyedOf(turns) ? new IngestKey(KeyOf(turns - 1 - number), "body") : null,
        };
        if (number % 100_000 == 77_777) turn = turn with { Mood = RareMood, Model = RareModel, Status = TurnStatus.Interrupted };
        return number < turns / 10 && number % 20 == 0 ? turn with { Mood = OldMood } : turn;
    }

    private (int Session, string Id, DialogueLine Line) Next(int number)
    {
        var every = Math.Max(2, turns / LongTurns);
        if (number % every == 0) return (-1, LongSession, Line(number / every));
        if (number >= turns / 2 && number < (turns / 2) + (LongTurns * 5) && number % 5 == 1) return (-1, BusySession, Line(number));
        ref var slot = ref number % 16 == 3 ? ref _returning[number / 16 % Returning] : ref _present[Mix.Of(number) % _present.Length];
        if (slot.Dialogue is null || slot.Place == slot.Dialogue.Length) slot = new Slot(_sessions, dialogues[_sessions++ % dialogues.Count]);
        return (slot.Session, SessionOf(slot.Session), slot.Dialogue[slot.Place++]);
    }

    private DialogueLine Line(int number) => dialogues[number % dialogues.Count][0];

    private static Guid ImportedId(int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Mix.Of(number));
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], number);
        (bytes[6], bytes[8]) = (0x80, 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private record struct Slot(int Session, DialogueLine[] Dialogue, int Place = 0);
}
