namespace ChatLedger;

/// <summary>How a turn ended. Stored as its lower-case name.</summary>
public enum TurnStatus
{
    /// <summary>The answer ended normally and is stored whole.</summary>
    Completed,

    /// <summary>The model refused, timed out or broke off; what came before is stored, <see cref="Turn.Error"/> says why.</summary>
    Failed,

    /// <summary>The client went away; what the model had produced is stored.</summary>
    Aborted,

    /// <summary>The process died; found open at the next start and stored with its checkpointed text.</summary>
    Interrupted,
}
