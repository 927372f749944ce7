using System.Globalization;
using System.Text.RegularExpressions;
using ChatLedger.Capture;
using Microsoft.AspNetCore.Http;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>
/// Where a visitor's session id comes from and goes to. Knowing the id is owning the session, so it travels in a header, the body or a cookie that
/// scripts cannot read, never in an address.
/// </summary>
internal static partial class VisitorSession
{
    public const string CookieName = "chat_session_id";
    public const string HeaderName = "X-Chat-Session";

    /// <summary>A new session's id.</summary>
    public static string NewId(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return string.Create(CultureInfo.InvariantCulture, $"session_{Guid.NewGuid()}_{now.ToUnixTimeMilliseconds()}");
    }

    /// <summary>The session a request names: by its header, else its body, else its cookie; null where it names none.</summary>
    /// <exception cref="CaptureException">An id of another form, or two that differ.</exception>
    public static string? Resolve(HttpRequest request, string? fromBody = null)
    {
        string? found = null;
        foreach (var id in (ReadOnlySpan<string?>)[.. request.Headers[HeaderName], fromBody, CookieOf(request)])
        {
            if (id is null) continue;
            if (!IsWellFormed(id)) throw new CaptureException("invalid-session-id", "sessionId", "A session id has the form session_{uuid}_{unix milliseconds}.");
            if (found is not null && found != id) throw new CaptureException("session-mismatch", "sessionId", "The header, the body and the cookie name different sessions.");
            found = id;
        }

        return found;
    }

    /// <summary>Lets the browser keep the id.</summary>
    public static void SetCookie(HttpContext context, string sessionId, TimeSpan age) =>
        context.Response.Cookies.Append(CookieName, sessionId, CookieOptions(context.Request, age));

    /// <summary>Lets the browser forget the id.</summary>
    public static void ClearCookie(HttpContext context) => context.Response.Cookies.Delete(CookieName, CookieOptions(context.Request, null));

    private static bool IsWellFormed(string id) => Form().IsMatch(id);

    /// <summary>A cookie of another form is not ours: it counts as none, or the browser could never chat again.</summary>
    private static string? CookieOf(HttpRequest request) =>
        request.Cookies.TryGetValue(CookieName, out var id) && IsWellFormed(id) ? id : null;

    private static CookieOptions CookieOptions(HttpRequest request, TimeSpan? age) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = request.IsHttps,
        IsEssential = true,
        MaxAge = age,
        Path = request.PathBase.HasValue ? request.PathBase.Value : "/",
    };

    [GeneratedRegex(@"\Asession_[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}_[0-9]{1,15}\z")]
    private static partial Regex Form();
}
