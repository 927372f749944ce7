namespace ChatLedger.Tests.Model;

public sealed class TurnIdsTests
{
    [Fact]
    public void a_version_7_tells_when_it_was_made() =>
        Assert.Equal(Some.Time.ToUnixTimeMilliseconds(), TurnIds.TimeOf(Guid.CreateVersion7(Some.Time))!.Value.ToUnixTimeMilliseconds());

    [Theory]
    [InlineData("f47ac10b-58cc-4372-a567-0e02b2c3d479")]
    [InlineData("ffffffff-ffff-7fff-bfff-ffffffffffff")]
    public void another_version_or_a_time_that_no_calendar_has_tells_nothing(string id) => Assert.Null(TurnIds.TimeOf(Guid.Parse(id)));
}
