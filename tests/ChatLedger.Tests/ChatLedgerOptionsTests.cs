using Microsoft.Extensions.Options;

namespace ChatLedger.Tests;

public sealed class ChatLedgerOptionsTests
{
    private readonly ChatLedgerOptions _options = new();

    [Fact]
    public void the_defaults_are_valid() => Assert.True(Validate().Succeeded);

    [Fact]
    public void all_mistakes_are_told_at_once_each_by_its_configuration_key()
    {
        _options.DataDirectory = "";
        _options.RetentionDays = -1;
        _options.StoreWait = TimeSpan.FromSeconds(11);
        _options.CheckpointInterval = TimeSpan.FromMilliseconds(251);
        _options.JournalBytesMax = 1;
        _options.BatchTurnsMax = 0;
        _options.BatchBytesMax = 1;
        _options.DeliveryBytesMax = 1;
        _options.MaxMessageLength = 0;
        _options.SessionIdleTimeout = TimeSpan.Zero;

        string[] keys =
        [
            "BatchBytesMax", "BatchTurnsMax", "CheckpointInterval", "DataDirectory", "DeliveryBytesMax", "JournalBytesMax", "MaxMessageLength", "RetentionDays",
            "SessionIdleTimeout", "StoreWait",
        ];
        Assert.Equal(keys.Select(static key => $"ChatLedger:{key}:"), Validate().Failures!.Select(static failure => failure.Split(' ')[0]).Order());
    }

    private ValidateOptionsResult Validate() => new ChatLedgerOptionsValidation().Validate(null, _options);
}
