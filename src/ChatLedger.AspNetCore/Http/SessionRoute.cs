using Microsoft.AspNetCore.Http;

namespace ChatLedger.AspNetCore.Http;

/// <summary>Sessions as they stand in addresses.</summary>
internal static class SessionRoute
{
    /// <summary>Routing decodes everything in a segment but an encoded slash, so an id with a literal <c>%2F</c> cannot be addressed.</summary>
    public static string Decode(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Also the answer for a session that is not the asker's: the two must not be told apart.</summary>
    public static RequestException NotFound() => new(StatusCodes.Status404NotFound, "session-not-found", "There is no such session.");
}
