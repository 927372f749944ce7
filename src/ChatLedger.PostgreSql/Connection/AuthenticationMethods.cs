namespace ChatLedger.PostgreSql.Connection;

/// <summary>Translates libpq's <c>require_auth</c>, the methods by which the server may (or with ! may not) ask who we are, into the driver's spelling.</summary>
internal static class AuthenticationMethods
{
    private static readonly (string Word, string Driver)[] Names =
        [("password", "Password"), ("md5", "MD5"), ("gss", "GSS"), ("sspi", "SSPI"), ("scram-sha-256", "ScramSHA256"), ("none", "None")];

    public static string? Read(UrlWords words)
    {
        const string Name = "require_auth";
        if (words.TakeText(Name)?.Split(',') is not { } methods) return null;
        var forbidden = methods.Count(static method => method.StartsWith('!'));
        if (forbidden != 0 && forbidden != methods.Length) words.Refuse(Name, "either all of its methods have a ! or none.");
        var translated = methods.Select(static method => Array.Find(Names, name => name.Word == method.TrimStart('!')).Driver).Distinct().ToArray();
        if (translated.Contains(null)) words.Refuse(Name, $"it must be a list of {string.Join(", ", Names.Select(static name => name.Word))}.");
        return string.Join(',', translated.Select(method => forbidden == 0 ? method : "!" + method));
    }
}
