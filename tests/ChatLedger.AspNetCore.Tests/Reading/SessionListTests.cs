using System.Buffers.Text;
using System.Text;
using ChatLedger.Conformance;

namespace ChatLedger.AspNetCore.Tests;

/// <summary><c>GET /api/sessions</c>.</summary>
public sealed class SessionListTests(SessionListTests.Fixture fixture) : IClassFixture<SessionListTests.Fixture>
{
    private readonly LedgerServer _server = fixture.Server;

    [Fact]
    public async Task sessions_come_newest_activity_first_with_all_that_is_known_of_them()
    {
        var reply = await ReadAsync("");

        Assert.Equal("f e d c b a", Ids(reply));
        Assert.Equal(["sessionId", "userId", "startedAt", "lastActivity", "totalMessages", "visitor", "endedAt", "metadata"], reply.Items.First().EnumerateObject().Select(field => field.Name));
        Assert.Equal("2026-01-02T03:04:10.678901Z", reply.Items.First().GetProperty("lastActivity").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task paging_meets_every_session_once(int limit)
    {
        var met = new List<string>();
        string? cursor = null;
        do
        {
            var reply = await ReadAsync($"?limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            met.Add(Ids(reply));
            cursor = reply["next"];
        }
        while (cursor is not null);

        Assert.Equal("f e d c b a", string.Join(' ', met));
    }

    [Theory]
    [InlineData("query=C", "c")]
    [InlineData("query=user", "b a")]
    [InlineData("query=%25", "")]
    [InlineData("query=_", "")]
    [InlineData("query=' OR 1=1--", "")]
    [InlineData("userId=user-1", "a")]
    [InlineData("userId=user", "")]
    [InlineData("mood=happy", "d c")]
    [InlineData("mood=happy&query=c", "c")]
    [InlineData("status=failed", "e")]
    [InlineData("model=m-1", "f")]
    [InlineData("from=2026-01-02T03:04:08.678901Z", "f e d")]
    [InlineData("to=2026-01-02T03:04:06.678901Z", "a")]
    [InlineData("from=2026-01-02T04:04:07%2B01:00&to=2026-01-02T03:04:09Z", "d c")]
    [InlineData("from=2027-01-01", "")]
    public async Task filters_narrow_the_list(string query, string expected) => Assert.Equal(expected, Ids(await ReadAsync($"?{query}")));

    [Fact]
    public async Task a_filter_goes_on_over_pages()
    {
        var first = await ReadAsync("?mood=happy&limit=1");
        var second = await ReadAsync($"?mood=happy&limit=1&cursor={first["next"]}");

        Assert.Equal(("d", "c", null), (Ids(first), Ids(second), second["next"]));
    }

    [Theory]
    [InlineData("limit=0", "out-of-range")]
    [InlineData("limit=1001", "out-of-range")]
    [InlineData("limit=x", "bad-request")]
    [InlineData("from=yesterday", "wrong-type")]
    [InlineData("to=99999-01-01", "wrong-type")]
    [InlineData("status=Failed", "out-of-range")]
    [InlineData("status=", "out-of-range")]
    [InlineData("cursor=", "invalid-cursor")]
    [InlineData("cursor=-1", "invalid-cursor")]
    [InlineData("cursor=9223372036854775808", "invalid-cursor")]
    [InlineData("cursor=../../etc/passwd", "invalid-cursor")]
    public async Task what_is_no_filter_is_refused(string query, string type) => (await ReadAsync($"?{query}")).Is(400, type);

    [Theory]
    [InlineData("no colon")]
    [InlineData(":")]
    [InlineData(":x")]
    [InlineData("x:y")]
    [InlineData("99999999999999999999:x")]
    [InlineData("9223372036854775807:x")]
    [InlineData("-9223372036854775808:x")]
    public async Task a_cursor_that_is_not_ours_is_refused(string content) =>
        (await ReadAsync($"?cursor={Base64Url.EncodeToString(Encoding.UTF8.GetBytes(content))}")).Is(400, "invalid-cursor");

    [Fact]
    public async Task a_cursor_of_any_length_is_refused_or_read_but_never_an_error() =>
        (await ReadAsync($"?cursor={new string('A', 4_000)}")).Is(400, "invalid-cursor");

    private static string Ids(Reply reply)
    {
        Assert.Equal(200, reply.Code);
        return string.Join(' ', reply.Items.Select(session => session.GetProperty("sessionId").GetString()));
    }

    private Task<Reply> ReadAsync(string query) => _server.GetAsync($"/api/sessions{query}");

    /// <summary>Six sessions, a second apart.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal LedgerServer Server { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Server = await LedgerServer.StartAsync();
            object[] turns =
            [
                Turn("a", 0, userId: "user-1"), Turn("b", 1, userId: "User-2"), Turn("c", 2, mood: "happy"), Turn("d", 3, mood: "happy"),
                Turn("e", 4, status: "failed"), Turn("f", 5, model: "m-1"),
            ];
            Assert.Equal(207, (await Server.PostAsync("/api/conversations", turns)).Code);
            await Server.DeliveredAsync();
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();

        private static object Turn(string sessionId, int second, string? userId = null, string? mood = null, string? status = null, string? model = null) =>
            new { sessionId, userMessage = "x", aiResponse = "y", timestamp = Some.Time.AddSeconds(second), userId, mood, status, model };
    }
}
