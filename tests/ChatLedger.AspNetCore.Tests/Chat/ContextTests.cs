using ChatLedger.Capture;
using Microsoft.Extensions.AI;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>Earlier turns of the session go along with a message.</summary>
public sealed class ContextTests
{
    [Fact]
    public async Task earlier_turns_go_along_oldest_first_after_what_the_model_is_to_be()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = chat => chat.SystemPrompt = "Be brief." });
        var session = Calls.NewSession();
        server.Model.On("One?").Say("First.").End();
        server.Model.On("Two?").Say("Second.").End();
        await server.ChatAsync("One?", session);
        await server.ChatAsync("Two?", session);

        Assert.Equal(["system: Be brief.", "user: One?", "assistant: First.", "user: Two?", "assistant: Second.", "user: Three?"], await AskedAsync(server, "Three?", session));
    }

    [Fact]
    public async Task an_empty_prompt_tells_the_model_nothing_about_itself()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = chat => chat.SystemPrompt = "" });

        Assert.Equal(["user: Hello"], await AskedAsync(server, "Hello", Calls.NewSession()));
    }

    [Fact]
    public async Task another_sessions_turns_do_not_go_along()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = chat => chat.SystemPrompt = "" });
        await server.ChatAsync("Somebody's secret", Calls.NewSession());

        Assert.Equal(["user: Hello"], await AskedAsync(server, "Hello", Calls.NewSession()));
    }

    [Fact]
    public async Task the_context_is_bounded_and_forgets_the_oldest()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = chat => (chat.SystemPrompt, chat.ContextLengthMax) = ("", 45) });
        var session = Calls.NewSession();
        foreach (var letter in "abc") await server.ChatAsync(new string(letter, 10), session);

        var asked = await AskedAsync(server, "Now?", session);

        Assert.Equal(["user: bbbbbbbbbb", "assistant: bbbbbbbbbb", "user: cccccccccc", "assistant: cccccccccc", "user: Now?"], asked);
    }

    [Fact]
    public async Task a_turn_longer_than_the_bound_does_not_go_along_at_all()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = chat => (chat.SystemPrompt, chat.ContextLengthMax) = ("", 45) });
        var session = Calls.NewSession();
        await server.ChatAsync(new string('a', 10), session);
        await server.ChatAsync(new string('b', 100), session);

        Assert.Equal(["user: Now?"], await AskedAsync(server, "Now?", session));
    }

    [Fact]
    public async Task failed_turns_do_not_go_along()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = chat => chat.SystemPrompt = "" });
        var session = Calls.NewSession();
        server.Model.On("Fails").Say("Half").Fail(new ModelException("overloaded", 529, null));
        await server.ChatAsync("Fails", session);

        Assert.Equal(["user: Again"], await AskedAsync(server, "Again", session));
    }

    [Fact]
    public async Task after_a_restart_the_context_is_read_from_the_store()
    {
        using var folder = new TempFolder();
        var setup = new Setup { Directory = folder.Path, Chat = chat => chat.SystemPrompt = "" };
        var session = Calls.NewSession();
        await using (var before = await LedgerServer.StartAsync(setup))
        {
            await before.ChatAsync("One?", session);
            before.Model.On("Fails").Fail(new ModelException("overloaded", 529, null));
            await before.ChatAsync("Fails", session);
        }

        await using var after = await LedgerServer.StartAsync(setup);

        Assert.Equal(["user: One?", "assistant: One?", "user: Two?"], await AskedAsync(after, "Two?", session));
    }

    [Fact]
    public async Task a_store_that_does_not_answer_costs_a_message_its_context_and_not_its_answer()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = chat => (chat.SystemPrompt, chat.SessionWait) = ("", TimeSpan.FromMilliseconds(50)) });
        server.Reader.Reads.Hold();

        Assert.Equal(["user: Hello"], await AskedAsync(server, "Hello", Calls.NewSession()));

        server.Reader.Reads.Release();
    }

    [Fact]
    public async Task a_session_that_could_not_be_read_is_read_again_with_the_next_message()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = chat => chat.SystemPrompt = "" });
        var session = Calls.NewSession();
        server.Reader.IsAway = true;
        await server.ChatAsync("One?", session);
        server.Reader.IsAway = false;
        await server.DeliveredAsync();

        Assert.Equal(["user: One?", "assistant: One?", "user: Two?"], await AskedAsync(server, "Two?", session));
    }

    private static async Task<string[]> AskedAsync(LedgerServer server, string message, string session)
    {
        var answer = server.Model.On(message).Say("An answer.").End();
        await server.ChatAsync(message, session);
        return [.. (await answer.Asked).Messages.Select(static said => $"{Name(said.Role)}: {said.Text}")];
    }

    private static string Name(ChatRole role) => role.Value;
}
