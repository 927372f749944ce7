using ChatLedger.Capture;

namespace ChatLedger.AspNetCore.Http;

/// <summary>A turn's status as callers name it, in a body or in an address.</summary>
internal static class StatusName
{
    /// <summary>The status, or null where none is named.</summary>
    /// <exception cref="CaptureException">There is no such status.</exception>
    public static TurnStatus? Parse(string? name)
    {
        if (name is null) return null;
        return Names.TryParseStatus(name, out var status) ? status : throw new CaptureException("out-of-range", "status", "status must be completed, failed, aborted or interrupted.");
    }
}
