using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Crashes;

public sealed class VerdictTests
{
    private static readonly string Session = Driver.NewSessionId();
    private static readonly StoredTurn[] Rows = [Row(0), Row(1), Row(2)];

    [Fact]
    public void what_is_stored_as_it_was_acknowledged_is_clean() => Assert.True(Judge(Rows).IsClean);

    [Fact]
    public void a_turn_that_was_sent_last_and_not_acknowledged_may_be_stored() => Assert.True(Judge(Rows, acknowledged: 2).IsClean);

    [Fact]
    public void a_missing_turn_is_lost() => Assert.Single(Judge(Rows[..2]).Lost);

    [Fact]
    public void a_turn_stored_twice_is_doubled() => Assert.Single(Judge([.. Rows, Row(2)]).Doubled);

    [Fact]
    public void another_answer_is_an_altered_turn() => Assert.Single(Judge([Rows[0] with { AiResponse = "" }, .. Rows[1..]]).Altered);

    [Fact]
    public void an_acknowledged_turn_stored_as_interrupted_is_altered() => Assert.Single(Judge([Rows[0] with { Status = "interrupted" }, .. Rows[1..]]).Altered);

    [Fact]
    public void another_order_is_misplaced() => Assert.Single(Judge([Rows[0], Rows[2], Rows[1]]).Misplaced);

    [Fact]
    public void a_turn_that_nobody_sent_is_a_phantom() => Assert.Single(Judge([.. Rows, Row(3)]).Phantoms);

    [Fact]
    public void a_session_that_nobody_used_is_a_phantom() => Assert.Single(Judge([.. Rows, Row(0) with { SessionId = Driver.NewSessionId() }]).Phantoms);

    private static Verdict Judge(IReadOnlyList<StoredTurn> stored, int acknowledged = 3)
    {
        var log = new WriterLog(Session);
        log.Sent.AddRange(Rows.Select(static row => row.UserMessage));
        log.Acknowledged.AddRange(Rows.Take(acknowledged).Select(static row => new AcknowledgedTurn(Guid.Parse(row.TurnId!), Session, row.Number!.Value, row.Hash)));
        return Verdict.Of([log], stored);
    }

    private static StoredTurn Row(int number) => new(
        number + 1, Session, $"question {number}", $"answer {number}", $"2026-01-02T03:04:0{number}.000000Z", "completed",
        new Guid(number, 0, 0, new byte[8]).ToString(), "demo", null, null, $$"""{"n":{{number}}}""");
}
