using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ChatLedger.AspNetCore.Tests;

/// <summary><c>POST /api/conversations</c> line by line.</summary>
public sealed class NdjsonTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int LineMax = 1 << 20;

    private readonly LedgerServer _server = shared.Server;
    private readonly string _session = Guid.NewGuid().ToString();

    [Fact]
    public async Task lines_are_recorded_in_order_and_each_is_answered()
    {
        var reply = await PostAsync(Line("a") + "\n" + Line("b") + "\n" + Line("c") + "\n");

        Assert.Equal((207, "application/json"), (reply.Code, reply.MediaType));
        Assert.Equal([201, 201, 201], Codes(reply));
        Assert.Equal((await TurnsAsync()).Select(turn => turn.TurnId), reply.Items.Select(item => item.GetProperty("turnId").GetGuid()));
        Assert.Equal(["a", "b", "c"], (await TurnsAsync()).Select(turn => turn.UserMessage));
    }

    [Fact]
    public async Task a_last_line_without_its_line_feed_counts_and_blank_lines_do_not()
    {
        var reply = await PostAsync("\n \n" + Line("a") + "\r\n\r\n\t\n" + Line("b"));

        Assert.Equal([201, 201], Codes(reply));
    }

    [Fact]
    public async Task other_separators_may_stand_within_a_line()
    {
        var reply = await PostAsync(Line("a\u2028b\u2029c\u0085d") + "\n");

        Assert.Equal([201], Codes(reply));
        Assert.Equal("a\u2028b\u2029c\u0085d", Assert.Single(await TurnsAsync()).UserMessage);
    }

    [Fact]
    public async Task a_bad_line_is_told_in_its_place_and_does_not_stop_the_rest()
    {
        var reply = await PostAsync($"{Line("a")}\n{{\"sessionId\":\n[]\nnull\n{{}}\n{Line("b")} {Line("c")}\n{Line("d")}\n");

        Assert.Equal([201, 400, 400, 400, 400, 400, 201], Codes(reply));
        Assert.Equal(["a", "d"], (await TurnsAsync()).Select(turn => turn.UserMessage));
    }

    [Fact]
    public async Task a_line_of_a_mebibyte_is_taken_and_one_byte_more_is_not()
    {
        var line = Line("x");
        string Padded(int length) => string.Concat(line.AsSpan(0, line.Length - 1), new string(' ', length - line.Length), "}");

        var reply = await PostAsync($"{Padded(LineMax)}\n{Padded(LineMax + 1)}\n{Padded((3 * LineMax) + 7)}\n{line}\n");

        Assert.Equal([201, 413, 413, 201], Codes(reply));
        Assert.Equal("body-too-large", reply.Items.ElementAt(1).GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(2, (await TurnsAsync()).Count);
    }

    [Fact]
    public async Task a_last_line_that_is_too_long_and_does_not_end_is_told_too()
    {
        var reply = await PostAsync($"{Line("a")}\n{{\"x\":\"{new string('x', 2 * LineMax)}");

        Assert.Equal([201, 413], Codes(reply));
    }

    [Fact]
    public async Task five_thousand_lines_are_more_than_an_array_may_hold_and_are_taken()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5_000; i++) text.Append(Line(i.ToString(CultureInfo.InvariantCulture))).Append('\n');

        var reply = await PostAsync(text.ToString());

        Assert.Equal(5_000, Codes(reply).Count(code => code == 201));
    }

    [Fact]
    public async Task lines_may_come_in_any_pieces_also_in_the_midst_of_a_character()
    {
        var bytes = Encoding.UTF8.GetBytes(Line("Grüße 🙂") + "\n" + Line("سلام") + "\n");
        using var connection = await RawConnection.OpenAsync(_server);
        await connection.SendAsync($"POST /api/conversations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-ndjson\r\nContent-Length: {bytes.Length}\r\n\r\n");

        foreach (var one in bytes) await connection.Stream.WriteAsync(new[] { one });

        Assert.StartsWith("HTTP/1.1 207 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(["Grüße 🙂", "سلام"], (await TurnsAsync()).Select(turn => turn.UserMessage));
    }

    [Fact]
    public async Task the_answer_comes_after_the_last_line_and_only_after_every_turn_is_durable()
    {
        await using var server = await LedgerServer.StartAsync();
        using var connection = await RawConnection.OpenAsync(server);
        await connection.SendAsync("POST /api/conversations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
        server.Journal.Recordings.Hold();
        await connection.SendAsync(Chunk(Line("a")) + "0\r\n\r\n");
        await server.Journal.Recordings.Reached.Soon();
        var answer = connection.ReadUntilAsync("\"code\":201");
        for (var i = 0; i < 25; i++) await server.GetAsync("/healthz");
        Assert.False(answer.IsCompleted);

        server.Journal.Recordings.Release();
        await answer;
        Assert.Single(await server.TurnsAsync(_session));
    }

    [Fact]
    public async Task a_client_that_reads_only_after_sending_everything_is_not_kept_waiting()
    {
        await using var server = await LedgerServer.StartAsync();
        using var connection = await RawConnection.OpenAsync(server);
        await connection.SendAsync("POST /api/conversations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
        // Refused lines make the longest answers: some 20 MB of them fit into no socket's buffers.
        var lines = Chunk(string.Concat(Enumerable.Repeat("{\"sessionId\":\"s\"}\n", 10_000)));

        for (var i = 0; i < 15; i++) await connection.SendAsync(lines).Soon();
        await connection.SendAsync("0\r\n\r\n").Soon();

        await connection.ReadUntilAsync(" 207 ");
    }

    [Fact]
    public async Task a_journal_that_fails_in_the_midst_is_told_line_by_line()
    {
        await using var server = await LedgerServer.StartAsync();
        using var connection = await RawConnection.OpenAsync(server);
        await connection.SendAsync("POST /api/conversations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
        await connection.SendAsync(Chunk(Line("a")));
        await server.Journal.ClosedAsync(_session);

        server.Journal.Recordings.Refuses = true;
        await connection.SendAsync(Chunk(Line("b")) + "0\r\n\r\n");

        Assert.Contains("journal-unavailable", await connection.ReadUntilAsync("]}"), StringComparison.Ordinal);
        Assert.Single(await server.TurnsAsync(_session));
    }

    [Fact]
    public async Task a_journal_that_fails_at_the_first_line_is_a_status()
    {
        await using var server = await LedgerServer.StartAsync();
        server.Journal.Recordings.Refuses = true;

        (await server.PostAsync("/api/conversations", Calls.Ndjson(Line("a")))).Is(503, "journal-unavailable");
    }

    [Fact]
    public async Task lines_of_one_turn_id_are_one_row()
    {
        var line = JsonSerializer.Serialize(new { sessionId = _session, userMessage = "a", aiResponse = "A", turnId = Guid.NewGuid() });

        await PostAsync($"{line}\n{line}\n");
        var reply = await PostAsync($"{line}\n{line.Replace("\"A\"", "\"B\"", StringComparison.Ordinal)}\n");

        Assert.Equal([201, 409], Codes(reply));
        Assert.Single(await TurnsAsync());
    }

    [Fact]
    public async Task nothing_is_recorded_of_nothing() => Assert.Equal("""{"items":[]}""", (await PostAsync("")).Text);

    private static string Chunk(string line) => string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(line) + 1:x}\r\n{line}\n\r\n");

    private static List<int> Codes(Reply reply) => [.. reply.Items.Select(item => item.GetProperty("code").GetInt32())];

    private string Line(string message) => $$"""{"sessionId":"{{_session}}","userMessage":"{{message}}","aiResponse":"Answered"}""";

    private Task<IReadOnlyList<Turn>> TurnsAsync() => _server.TurnsAsync(_session);

    private Task<Reply> PostAsync(string lines) => _server.PostAsync("/api/conversations", Calls.Ndjson(lines));
}
