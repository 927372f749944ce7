using System.CommandLine;

namespace ChatLedger.Server.Commands;

/// <summary>The options of <c>chatledger init-db --adopt</c>.</summary>
internal sealed class AdoptOptions
{
    private readonly Option<bool> _adopt = new("--adopt") { Description = "Take over existing tables chat_conversations and chat_sessions with all their rows, while programs use them (PostgreSQL)" };
    private readonly Option<string?> _timeZone = new("--time-zone") { Description = "With --adopt: the zone in which times without one were written, such as UTC or Europe/Berlin", HelpName = "ZONE" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "With --adopt: say what would be done, and do nothing" };
    private readonly Option<bool> _yes = new("--yes") { Description = "With --adopt: do not ask" };
    private readonly Option<bool> _undo = new("--undo") { Description = "With --adopt: take back an adoption that is not finished" };
    private readonly Option<bool> _dropOld = new("--drop-old") { Description = "With --adopt: drop the old tables that a finished adoption kept" };

    /// <param name="command">The verb.</param>
    /// <param name="insteadOf">What it can do instead.</param>
    public void AddTo(Command command, Option<bool>[] insteadOf)
    {
        Option[] others = [_timeZone, _dryRun, _yes, _undo, _dropOld];
        command.Add(_adopt);
        foreach (var option in others) command.Add(option);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(_adopt) && others.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } lonely)
                result.AddError($"{lonely.Name} belongs to --adopt; give that, too.");
            if (result.GetValue(_adopt) && Array.Find(insteadOf, result.GetValue) is { } other) result.AddError($"--adopt and {other.Name} are two things; give one of them.");
            if (new[] { _dryRun, _undo, _dropOld }.Count(result.GetValue) > 1) result.AddError("--dry-run, --undo and --drop-old are different things; give one of them.");
        });
    }

    /// <summary>What is asked for, or null where it is not this.</summary>
    public AdoptRequest? Read(ParseResult parsed) => parsed.GetValue(_adopt)
        ? new AdoptRequest(parsed.GetValue(_timeZone), parsed.GetValue(_dryRun), parsed.GetValue(_yes), parsed.GetValue(_undo), parsed.GetValue(_dropOld))
        : null;
}

/// <summary>What <c>chatledger init-db --adopt</c> is to do.</summary>
internal sealed record AdoptRequest(string? TimeZone, bool IsDry, bool IsSure, bool IsUndo, bool DropsOld);
