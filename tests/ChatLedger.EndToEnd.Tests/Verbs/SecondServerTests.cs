using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.Verbs;

[Collection(UnderLoad.Name)]
public sealed class SecondServerTests
{
    private static readonly TimeSpan RefusalMax = TimeSpan.FromSeconds(2);

    [LinuxTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_second_server_on_the_same_folder_stops_at_once_and_does_not_disturb_the_first(bool isFirstFrozen)
    {
        using var place = new TempPlace();
        await using var first = await ServerProcess.StartAsync(place);
        var control = await File.ReadAllBytesAsync(Path.Combine(place.Data, "control.json"));
        // What starting the program costs on this machine is not the second server's hesitation.
        var startUp = (await Verb.RunBareAsync(place, null, "--version")).Elapsed;

        if (isFirstFrozen) first.Freeze();
        var second = await Verb.RunAsync(place, "serve", "--port", "0");
        if (isFirstFrozen) first.Thaw();

        Assert.Contains("belongs to another running ChatLedger", second.Failed(5));
        Assert.InRange(second.Elapsed, TimeSpan.Zero, startUp + RefusalMax);
        Assert.Equal(control, await File.ReadAllBytesAsync(Path.Combine(place.Data, "control.json")));
        await first.Chat.AskAsync(new Message(Driver.NewSessionId(), "Are you still there?"));
        (await Verb.RunAsync(place, "stats")).Succeeded();
        await first.StopAsync();
    }

    [LinuxFact]
    public async Task a_port_in_use_is_said_and_the_folder_is_free_again()
    {
        using var place = new TempPlace();
        using var other = new TempPlace();
        await using var server = await ServerProcess.StartAsync(place);

        var second = await Verb.RunAsync(other, "serve", "--port", $"{server.Address.Port}");

        var reported = second.Failed(1);
        Assert.Contains($":{server.Address.Port}", reported);
        Assert.Contains("Choose another port with --port, or stop what listens there.", reported);
        Assert.False(File.Exists(Path.Combine(other.Data, "control.json")));
        await using var third = await ServerProcess.StartAsync(other);
        await third.StopAsync();
    }
}
