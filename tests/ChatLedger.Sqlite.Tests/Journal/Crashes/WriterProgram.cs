using System.Globalization;
using ChatLedger.Capture;
using ChatLedger.Conformance;
using ChatLedger.Journal;
using ChatLedger.Sqlite.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatLedger.Sqlite.Tests.Journal.Crashes;

/// <summary>
/// This assembly as a program of its own, for a test to break off: <c>PATH SYNCHRONOUS WRITERS TURNS</c> records so many turns from each of so many
/// writers and tells of every one what became of it. Ends with 0, or with 3 where the journal failed for good.
/// </summary>
internal static class WriterProgram
{
    public const string Acknowledged = "acknowledged";
    public const string Refused = "refused";
    public const int JournalFailed = 3;

    public static async Task<int> Main(string[] arguments)
    {
        var clock = new CaptureClock(TimeProvider.System);
        await using var journal = new SqliteJournal(arguments[0], 1L << 30, clock, NullLogger<SqliteJournal>.Instance) { Synchronous = arguments[1] };
        await journal.StartAsync(static _ => { });
        var turns = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        await Task.WhenAll(Enumerable.Range(0, int.Parse(arguments[2], CultureInfo.InvariantCulture)).Select(_ => Task.Run(() => WriteAsync(journal, clock, turns))));
        return journal.Failed.IsCompleted ? JournalFailed : 0;
    }

    /// <summary>Records turns, and beside them streams their numbers into a turn that is never closed.</summary>
    private static async Task WriteAsync(SqliteJournal journal, CaptureClock clock, int turns)
    {
        var stream = journal.Open(Capture(clock) with { AiResponse = "" });
        await journal.OpenedAsync(stream);
        Tell(Acknowledged, stream.Turn);
        for (var number = 0; number < turns && !journal.Failed.IsCompleted; number++)
        {
            // Text that is refused is written later all the same.
            await journal.AppendAsync(stream, $"{number} ").ContinueWith(static _ => { }, TaskScheduler.Default);
            var turn = Capture(clock);
            Tell(await (number % 2 == 0 ? TryRecordAsync(journal, turn) : TryOpenAsync(journal, turn)) ? Acknowledged : Refused, turn);
        }
    }

    private static Turn Capture(CaptureClock clock)
    {
        var time = clock.Next();
        return Some.Turn() with { TurnId = Guid.CreateVersion7(time), Timestamp = time };
    }

    private static void Tell(string outcome, Turn turn) => Console.WriteLine($"{outcome} {turn.TurnId}");

    private static async Task<bool> TryRecordAsync(SqliteJournal journal, Turn turn)
    {
        try
        {
            await journal.RecordAsync([new JournaledTurn(turn)]);
            return true;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }

    /// <summary>True where the opening was durable: then the turn must end as a row, whatever became of its close.</summary>
    private static async Task<bool> TryOpenAsync(SqliteJournal journal, Turn turn)
    {
        var isOpened = false;
        try
        {
            var entry = journal.Open(turn with { AiResponse = "" });
            await journal.OpenedAsync(entry);
            isOpened = true;
            await journal.CloseAsync(entry, new JournaledTurn(turn));
        }
        catch (JournalUnavailableException)
        {
            // Told by the result.
        }

        return isOpened;
    }
}
