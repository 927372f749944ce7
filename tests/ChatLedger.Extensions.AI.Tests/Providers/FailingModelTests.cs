using ChatLedger.Capture;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace ChatLedger.Extensions.AI.Tests.Providers;

/// <summary>What goes wrong between us and a model's server, and the word it is given, for each language of a server.</summary>
public abstract class FailingModelTests
{
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(1);

    private protected abstract Models Ask(Uri server, TimeProvider? time = null);

    private protected abstract string[] Begun { get; }

    private protected abstract string[] Ended { get; }

    [Theory]
    [InlineData(400, ModelFailure.Refused)]
    [InlineData(401, ModelFailure.Unauthorized)]
    [InlineData(403, ModelFailure.Unauthorized)]
    [InlineData(404, ModelFailure.Refused)]
    [InlineData(408, ModelFailure.TimedOut)]
    [InlineData(413, ModelFailure.Refused)]
    [InlineData(429, ModelFailure.RateLimited)]
    [InlineData(500, ModelFailure.Unavailable)]
    [InlineData(503, ModelFailure.Unavailable)]
    [InlineData(504, ModelFailure.TimedOut)]
    [InlineData(529, ModelFailure.Unavailable)]
    public async Task a_status_has_a_word_and_is_not_asked_for_twice(int status, string slug)
    {
        await using var upstream = await Upstream.StartAsync(Answers.Status(status));

        Assert.Equal(new ModelFailure(slug, status), (await FailureAsync(upstream)).Failure);
        Assert.Equal(1, upstream.Requests);
    }

    [Fact]
    public async Task a_web_page_is_a_bad_response() => await FailsAsync(Answers.Html, ModelFailure.BadResponse);

    [Fact]
    public async Task events_that_are_not_json_are_a_bad_response() =>
        await FailsAsync(Answers.Events("event: message_start\ndata: {oops\n\n"), ModelFailure.BadResponse);

    [Fact]
    public async Task an_answer_cut_in_the_middle_broke_off_and_keeps_what_came()
    {
        var read = new TaskCompletionSource();
        await using var upstream = await Upstream.StartAsync(Answers.ThenCut(read.Task, Begun));

        var (failure, text) = await FailureAsync(upstream, onText: read.SetResult);

        Assert.Equal(new ModelFailure(ModelFailure.BrokeOff), failure);
        Assert.Equal("half", text);
    }

    [Fact]
    public async Task an_answer_that_ends_without_saying_so_broke_off() => await FailsAsync(Answers.Events(Begun), ModelFailure.BrokeOff, "half");

    [Fact]
    public async Task a_redirect_is_not_followed()
    {
        await using var elsewhere = await Upstream.StartAsync(Answers.Status(200));
        await using var upstream = await Upstream.StartAsync(Answers.RedirectTo(elsewhere.Address));

        Assert.Equal(new ModelFailure(ModelFailure.BadResponse, 307), (await FailureAsync(upstream)).Failure);
        Assert.Equal(0, elsewhere.Requests);
    }

    [Fact]
    public async Task a_server_that_is_not_there_is_unavailable()
    {
        // Bound, so that nobody else gets the port, but not listening.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var models = Ask(new Uri($"http://{taken.LocalEndPoint}"));

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => models.Client.GetResponseAsync("hello"));

        Assert.Equal(new ModelFailure(ModelFailure.Unavailable), ModelFailure.Classify(thrown));
    }

    [Fact]
    public async Task a_model_that_says_nothing_for_too_long_times_out_and_is_hung_up_on()
    {
        var time = new ManualTime();
        var asked = new TaskCompletionSource();
        await using var upstream = await Upstream.StartAsync(context =>
        {
            asked.SetResult();
            return Answers.Silence(context);
        });
        using var models = Ask(upstream.Address, time);

        var call = models.Client.GetResponseAsync("hello");
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(101));

        await upstream.Abandoned.WaitAsync(Promptly);
        Assert.Equal(ModelFailure.TimedOut, (await Assert.ThrowsAsync<ModelException>(() => call)).Reason);
    }

    [Fact]
    public async Task a_model_that_falls_silent_for_too_long_times_out_and_is_hung_up_on()
    {
        var time = new ManualTime();
        await using var upstream = await Upstream.StartAsync(Answers.ThenHang(Begun));
        using var models = Ask(upstream.Address, time);
        await using var updates = models.Client.GetStreamingResponseAsync("hello").GetAsyncEnumerator();
        do
            Assert.True(await updates.MoveNextAsync());
        while (updates.Current.Text != "half");

        var silent = updates.MoveNextAsync();
        time.Advance(TimeSpan.FromSeconds(101));

        await upstream.Abandoned.WaitAsync(Promptly);
        Assert.Equal(ModelFailure.TimedOut, (await Assert.ThrowsAsync<ModelException>(async () => await silent)).Reason);
    }

    [Fact]
    public async Task a_slow_model_that_keeps_talking_is_heard_out()
    {
        var time = new ManualTime();
        await using var upstream = await Upstream.StartAsync(Answers.Events([.. Begun, .. Ended]));
        using var models = Ask(upstream.Address, time);

        var text = "";
        await foreach (var update in models.Client.GetStreamingResponseAsync("hello"))
        {
            text += update.Text;
            time.Advance(TimeSpan.FromSeconds(101));
        }

        Assert.Equal("half", text);
    }

    private protected async Task FailsAsync(Func<HttpContext, Task> answer, string slug, string text = "")
    {
        await using var upstream = await Upstream.StartAsync(answer);
        Assert.Equal((new ModelFailure(slug), text), await FailureAsync(upstream));
    }

    private async Task<(ModelFailure Failure, string Text)> FailureAsync(Upstream upstream, Action? onText = null)
    {
        using var models = Ask(upstream.Address);
        var text = "";
        var thrown = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var update in models.Client.GetStreamingResponseAsync("hello"))
            {
                text += update.Text;
                if (update.Text.Length > 0)
                    onText?.Invoke();
            }
        });
        return (ModelFailure.Classify(thrown), text);
    }
}
