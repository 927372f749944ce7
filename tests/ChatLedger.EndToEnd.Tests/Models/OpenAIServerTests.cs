using System.Net.Http.Json;
using ChatLedger.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ChatLedger.EndToEnd.Tests.Models;

public sealed class OpenAIServerTests : IDisposable
{
    private const string Question = "How do I change my address?";

    private readonly TempPlace _place = new();
    private readonly Message _message = new(Driver.NewSessionId(), Question);

    public void Dispose() => _place.Dispose();

    [LinuxFact]
    public async Task an_answer_is_passed_on_piece_by_piece_and_recorded_whole()
    {
        var firstArrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var model = await ModelServer.StartAsync(async context =>
        {
            await ModelServer.SendAsync(context, "Open your profile, ");
            await firstArrived.Task;
            await ModelServer.SendAsync(context, "then choose Address.");
            await ModelServer.FinishAsync(context, outputTokens: 9);
        });
        await using var server = await StartAsync(model.BaseUrl);

        // The model goes on only when the client has its first piece: an answer that was held back would never end.
        var answer = await server.Chat.StreamAsync(_message, _ => firstArrived.TrySetResult()).OrTimeoutAsync();

        Assert.Equal("Open your profile, then choose Address.", answer.Text);
        var row = await StoredAsync(server);
        Assert.Equal(("completed", Question, answer.Text, ModelServer.Model, 9), (row.Status, row.UserMessage, row.AiResponse, row.Model, row.OutputTokens));
        Assert.Equal(Question, model.Asked.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString());
    }

    [LinuxFact]
    public async Task the_turns_before_go_along_as_context()
    {
        await using var model = await ModelServer.StartAsync(static async context =>
        {
            await ModelServer.SendAsync(context, "Open your profile.");
            await ModelServer.FinishAsync(context, outputTokens: 4);
        });
        await using var server = await StartAsync(model.BaseUrl);
        await server.Chat.AskAsync(_message);

        await server.Chat.AskAsync(_message with { Text = "And then?" });

        var told = model.Asked.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("content").GetString()).TakeLast(3);
        Assert.Equal([Question, "Open your profile.", "And then?"], told);
    }

    [LinuxFact]
    public async Task a_model_that_fails_is_told_to_the_client_and_recorded()
    {
        await using var model = await ModelServer.StartAsync(static context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return context.Response.WriteAsJsonAsync(new { error = new { message = "the stand-in's own words" } });
        });
        await using var server = await StartAsync(model.BaseUrl);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => server.Chat.AskAsync(_message));

        Assert.Equal((502, "model-unavailable"), (problem.Status, problem.Type));
        var row = await StoredAsync(server);
        Assert.Equal(("failed", Question, ""), (row.Status, row.UserMessage, row.AiResponse));
        Assert.StartsWith("unavailable", row.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("own words", server.Log);
    }

    [LinuxFact]
    public async Task a_model_that_cannot_be_reached_is_told_to_the_client_and_recorded()
    {
        string address;
        await using (var gone = await ModelServer.StartAsync(static _ => Task.CompletedTask)) address = gone.BaseUrl;
        await using var server = await StartAsync(address);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => server.Chat.StreamAsync(_message));

        Assert.Equal("model-unavailable", problem.Type);
        Assert.Equal("failed", (await StoredAsync(server)).Status);
    }

    [LinuxFact]
    public async Task an_answer_that_breaks_off_is_told_to_the_client_and_recorded_as_far_as_it_came()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var model = await ModelServer.StartAsync(async context =>
        {
            await ModelServer.SendAsync(context, "Open your profile, ");
            await arrived.Task;
            context.Abort();
        });
        await using var server = await StartAsync(model.BaseUrl);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => server.Chat.StreamAsync(_message, _ => arrived.SetResult()));

        Assert.Equal("model-broke-off", problem.Type);
        var row = await StoredAsync(server);
        Assert.Equal(("failed", "Open your profile, "), (row.Status, row.AiResponse));
        Assert.StartsWith("broke-off", row.Error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task a_client_that_leaves_ends_the_models_work_and_the_turn_is_recorded_as_aborted()
    {
        await using var model = await ModelServer.StartAsync(static async context =>
        {
            await ModelServer.SendAsync(context, "Open your ");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        await using var server = await StartAsync(model.BaseUrl);

        using (var request = new HttpRequestMessage(HttpMethod.Post, "/api/chat") { Content = JsonContent.Create(new { message = Question, stream = true }) })
        using (var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        using (var reader = new StreamReader(await response.Content.ReadAsStreamAsync()))
        {
            while (await reader.ReadLineAsync() is { } line && !line.Contains("Open your ", StringComparison.Ordinal)) { /* the events before it */ }
        }

        await model.Abandoned.OrTimeoutAsync();
        var row = await StoredAsync(server);
        Assert.Equal(("aborted", "Open your "), (row.Status, row.AiResponse));
    }

    private Task<ServerProcess> StartAsync(string baseUrl) => ServerProcess.StartAsync(_place, new Dictionary<string, string> { ["OPENAI_BASE_URL"] = baseUrl });

    private async Task<StoredTurn> StoredAsync(ServerProcess server)
    {
        await server.StopAsync();
        return Assert.Single(Files.Turns(_place));
    }
}
