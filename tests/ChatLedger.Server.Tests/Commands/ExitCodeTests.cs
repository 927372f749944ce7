using System.Net;
using System.Net.Sockets;
using ChatLedger.Server.Commands;
using ChatLedger.Server.Control;
using ChatLedger.Server.Hosting;
using ChatLedger.Storage;

namespace ChatLedger.Server.Tests;

/// <summary>What the program ends with, and what it says: one message, never a stack trace.</summary>
[Collection(Place.Collection)]
public sealed class ExitCodeTests : IDisposable
{
    private readonly Place _place = new();
    private readonly (TextWriter Out, TextWriter Error) _before = (Console.Out, Console.Error);
    private readonly (StringWriter Out, StringWriter Error) _said = (new(), new());

    public ExitCodeTests()
    {
        Console.SetOut(_said.Out);
        Console.SetError(_said.Error);
    }

    public void Dispose()
    {
        Console.SetOut(_before.Out);
        Console.SetError(_before.Error);
        _place.Dispose();
    }

    [Fact]
    public void the_numbers_are_fixed_for_ever() =>
        Assert.Equal((0, 1, 2, 3, 4, 5), (ExitCodes.Ok, ExitCodes.Error, ExitCodes.Usage, ExitCodes.Corrupt, ExitCodes.ServerSilent, ExitCodes.DirectoryInUse));

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("import", "--help")]
    public async Task asking_for_help_is_no_mistake(params string[] arguments) => Assert.Equal(0, await RunAsync(arguments));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("history")]
    [InlineData("history", "s", "--limit", "0")]
    [InlineData("history", "s", "--limit", "many")]
    [InlineData("serve", "--port", "x")]
    [InlineData("serve", "--nonsense")]
    [InlineData("serve", "--port", "70000")]
    [InlineData("serve", "--host", "0.0.0.0")]
    public async Task a_wrong_command_line_is_2(params string[] arguments) => Assert.Equal(2, await RunAsync(arguments));

    [Fact]
    public async Task wrong_settings_are_2_and_all_told()
    {
        _place.Set("CHATLEDGER__NOSUCHTHING", "1");
        _place.Set("CHAT_LOG_RETENTION_DAYS", "-1");

        Assert.Equal(2, await RunAsync("stats"));

        Assert.Contains("CHATLEDGER__NOSUCHTHING", Errors, StringComparison.Ordinal);
        Assert.Contains("CHAT_LOG_RETENTION_DAYS", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_folder_without_a_server_is_worked_on_and_left_tidy()
    {
        Assert.Equal(0, await RunAsync("init-db", "--data", _place.Data));
        Assert.Equal(0, await RunAsync("stats", "--data", _place.Data));

        Assert.Null(ControlFile.Read(_place.Data));
        using var free = DataDirectory.Acquire(_place.Data);
    }

    [Theory]
    [InlineData("history", "nobody")]
    [InlineData("stats", "nobody")]
    [InlineData("import", "nothing.jsonl")]
    public async Task what_is_not_there_is_1(string verb, string what)
    {
        Assert.Equal(1, await RunAsync(verb, what, "--data", _place.Data));

        Assert.Contains(what, Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task with_logging_off_there_is_no_ledger_to_work_on()
    {
        _place.Set("ENABLE_CHAT_LOGGING", "false");

        Assert.Equal(1, await RunAsync("stats", "--data", _place.Data));

        Assert.False(Directory.Exists(_place.Data));
    }

    [Theory]
    [InlineData("journal.db")]
    [InlineData("chatledger.db")]
    public async Task a_damaged_file_is_3_and_left_as_it_is(string file)
    {
        Directory.CreateDirectory(_place.Data);
        var path = Path.Combine(_place.Data, file);
        var damaged = new byte[8192];
        Random.Shared.NextBytes(damaged);
        await File.WriteAllBytesAsync(path, damaged);

        Assert.Equal(3, await RunAsync("stats", "--data", _place.Data));

        Assert.Equal(damaged, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task a_server_that_does_not_answer_is_4()
    {
        using var held = DataDirectory.Acquire(_place.Data);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        new ControlFile($"http://{silent.LocalEndpoint}", "token", 4711).Write(_place.Data);

        Assert.Equal(4, await RunAsync("stats", "--data", _place.Data));

        Assert.Contains("4711", Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("token", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_server_that_is_gone_without_its_file_is_4()
    {
        using var held = DataDirectory.Acquire(_place.Data);
        var gone = new TcpListener(IPAddress.Loopback, 0);
        gone.Start();
        var address = gone.LocalEndpoint;
        gone.Dispose();
        new ControlFile($"http://{address}", "token", 4711).Write(_place.Data);

        Assert.Equal(4, await RunAsync("stats", "--data", _place.Data));
    }

    [Fact]
    public async Task a_folder_that_something_else_owns_is_5()
    {
        using var held = DataDirectory.Acquire(_place.Data);

        Assert.Equal(5, await RunAsync("stats", "--data", _place.Data));
        Assert.Equal(5, await RunAsync("serve", "--port", "0", "--data", _place.Data));
    }

    [Fact]
    public async Task a_port_that_is_taken_is_1_with_the_remedy()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Assert.Equal(1, await RunAsync("serve", "--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}", "--data", _place.Data));

        Assert.Contains("--port", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_verb_asks_the_server_that_runs()
    {
        await using var server = await RunningServer.StartAsync(_place.ReadForServer(), isPublic: true);

        Assert.Equal(0, await RunAsync("stats", "--data", _place.Data));

        Assert.Contains("Sessions", _said.Out.ToString(), StringComparison.Ordinal);
    }

    private string Errors => _said.Error.ToString();

    private async Task<int> RunAsync(params string[] arguments)
    {
        var code = await CommandLine.RunAsync(arguments).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.DoesNotContain("   at ", Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("unforeseen", Errors, StringComparison.Ordinal);
        return code;
    }
}
