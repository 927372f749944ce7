using ChatLedger.Conformance;
using ChatLedger.Journal;
using ChatLedger.Sqlite.Journal;

namespace ChatLedger.Sqlite.Tests.Journal;

/// <summary>What goes into one commit.</summary>
public sealed class JournalQueueTests
{
    private const int Never = int.MaxValue / 2;

    private readonly JournalQueue _queue = new(1 << 20);
    private long _lastId;

    [Fact]
    public void a_turn_answered_before_its_opening_was_due_is_written_once_closed()
    {
        var entry = Lazy(dueInMs: Never);
        Assert.True(_queue.TryMerge(entry));
        _queue.TryAdd(new CloseCommand(entry, new JournaledTurn(entry.Turn), isOpeningQueued: false));

        Assert.IsType<CloseCommand>(Assert.Single(_queue.Take(0)!));
        Assert.Empty(_queue.Take(0)!);
    }

    [Fact]
    public void an_opening_rides_alone_when_it_is_due()
    {
        Lazy(dueInMs: 0);

        Assert.IsType<OpenCommand>(Assert.Single(_queue.Take(60_000)!));
    }

    [Fact]
    public void a_hurried_opening_is_in_the_next_commit_and_only_there()
    {
        var entry = Lazy(dueInMs: Never);

        _queue.Hurry(entry);
        _queue.Hurry(entry);

        Assert.IsType<OpenCommand>(Assert.Single(_queue.Take(0)!));
        Assert.Empty(_queue.Take(0)!);
    }

    [Fact]
    public void what_waits_goes_into_one_commit_in_the_order_it_came()
    {
        RecordCommand[] commands = [Record(), Record(), Record()];
        foreach (var command in commands) _queue.TryAdd(command);

        Assert.Equal(commands, _queue.Take(0));
    }

    [Fact]
    public void checkpoints_give_way_so_that_one_commit_never_holds_too_many()
    {
        var entry = Lazy(dueInMs: Never);
        for (var i = 0; i < 1000; i++) _queue.TryAddAppend(new AppendCommand(entry, "text"));
        _queue.TryAdd(Record());

        var group = _queue.Take(0)!;

        Assert.IsType<RecordCommand>(group[0]);
        Assert.InRange(group.Count, 2, 300);
    }

    [Fact]
    public void deletions_ride_along_with_the_next_commit()
    {
        _queue.AddDeletes([1, 2]);
        _queue.TryAdd(Record());

        Assert.IsType<DeleteCommand>(_queue.Take(0)![^1]);
    }

    [Fact]
    public void deletions_have_a_commit_of_their_own_when_none_comes()
    {
        _queue.AddDeletes([1, 2]);

        Assert.IsType<DeleteCommand>(Assert.Single(_queue.Take(60_000)!));
    }

    [Fact]
    public void a_queue_that_holds_too_much_refuses_more_until_it_was_taken()
    {
        var large = new RecordCommand([new JournaledTurn(Some.Turn() with { AiResponse = new string('a', 2 << 20) })]);
        Assert.True(_queue.TryAdd(large));

        Assert.False(_queue.TryAdd(Record()));
        Assert.False(_queue.TryAddLazy(Entry(Never)));
        _queue.Take(0);

        Assert.True(_queue.TryAdd(Record()));
    }

    [Fact]
    public void a_stopped_queue_gives_what_waits_then_the_end_and_takes_nothing()
    {
        Lazy(dueInMs: Never);
        _queue.AddDeletes([1]);
        _queue.Stop();

        Assert.False(_queue.TryAdd(Record()));
        Assert.False(_queue.TryAddLazy(Entry(Never)));
        Assert.Equal([typeof(OpenCommand), typeof(DeleteCommand)], _queue.Take(0)!.Select(static command => command.GetType()));
        Assert.Null(_queue.Take(60_000));
    }

    [Fact]
    public void without_work_taking_ends_after_its_patience() => Assert.Empty(_queue.Take(1)!);

    private static RecordCommand Record() => new([new JournaledTurn(Some.Turn())]);

    private SqliteJournalEntry Entry(int dueInMs) => new(++_lastId, Some.Turn(), Environment.TickCount64 + dueInMs);

    private SqliteJournalEntry Lazy(int dueInMs)
    {
        var entry = Entry(dueInMs);
        Assert.True(_queue.TryAddLazy(entry));
        return entry;
    }
}
