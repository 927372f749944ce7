namespace ChatLedger.PostgreSql.Connection;

/// <summary>Translates libpq's <c>require_auth</c>, the methods by which the server may (or with ! may not) ask who we are, into the driver's spelling.</summary>
internal static class AuthenticationMethods
{
    private static readonly (string Word, string Driver)[] Names =
        [("password", "Password"), ("md5", "MD5"), ("gss", "GSS"), ("sspi", "SSPI"), ("scram-sha-256", "ScramSHA256"), ("none", "None")];

    public static string? Read(UrlWords words)
    {
        if (words.TakeText("require_auth") is not { } written) return null;
        var negation = written[0] == '!' ? "!" : "";
        var methods = written.Split(',').Select(method => Array.Find(Names, name => negation + name.Word == method).Driver).Distinct().ToArray();
        if (!methods.Contains(null)) return string.Join(',', methods.Select(method => negation + method));
        words.Refuse("require_auth", $"it must be a list of {string.Join(", ", Names.Select(static name => name.Word))}, all with a ! before them or none.");
        return null;
    }
}
