namespace ChatLedger.PostgreSql.Connection;

/// <summary>
/// libpq's URL grammar, <c>postgresql://[user[:password]@][host[:port][,…]][/dbname][?name=value[&amp;…]]</c>, cut at the same characters as there: the first
/// @ before a slash ends the user's part, a # is nothing special, and the database may hold slashes. More than there: the scheme may be in capitals.
/// </summary>
internal static class UrlSyntax
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>Cuts a URL into words; mistakes are noted in them.</summary>
    public static UrlWords Read(string url)
    {
        var words = new UrlWords();
        url = url.Trim();
        var scheme = Array.Find(Schemes, scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
        if (scheme is null)
        {
            words.Refuse("scheme", "it must be postgresql:// or postgres://.");
            return words;
        }

        var rest = ReadUser(words, url.AsSpan(scheme.Length));
        words.HasStrayAt = rest.Contains('@');
        var query = rest.IndexOf('?');
        ReadPlace(words, query < 0 ? rest : rest[..query]);
        if (query >= 0) ReadParameters(words, rest[(query + 1)..]);
        return words;
    }

    private static ReadOnlySpan<char> ReadUser(UrlWords words, ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny('@', '/');
        if (end < 0 || text[end] != '@') return text;
        var user = text[..end];
        var colon = user.IndexOf(':');
        words.Set("user", colon < 0 ? user : user[..colon]);
        if (colon >= 0) words.Set("password", user[(colon + 1)..]);
        return text[(end + 1)..];
    }

    private static void ReadPlace(UrlWords words, ReadOnlySpan<char> text)
    {
        // libpq would take a raw @ as part of the database's name; there it is far likelier a piece of a password with an unencoded slash.
        if (text.Contains('@')) words.Refuse("dbname", "an @ in it is written %40.");
        var slash = text.IndexOf('/');
        ReadServers(words, slash < 0 ? text : text[..slash]);
        if (slash >= 0 && slash + 1 < text.Length) words.Set("dbname", text[(slash + 1)..]);
    }

    /// <summary>As in libpq, the hosts become one list and the ports another, either of which a parameter of that name replaces.</summary>
    private static void ReadServers(UrlWords words, ReadOnlySpan<char> text)
    {
        var hosts = new List<string>();
        var ports = new List<string>();
        foreach (var range in text.Split(','))
        {
            var server = text[range];
            // The colons of an IPv6 address are within its brackets.
            var bracket = server.StartsWith('[') ? server.IndexOf(']') : -1;
            var colon = server[(bracket + 1)..].IndexOf(':') is var index and >= 0 ? bracket + 1 + index : server.Length;
            var host = server[..colon];
            hosts.Add((bracket > 1 && bracket == colon - 1 ? host[1..^1] : host).ToString());
            ports.Add(colon < server.Length ? server[(colon + 1)..].ToString() : "");
        }

        words.Set("host", string.Join(',', hosts));
        words.Set("port", string.Join(',', ports));
    }

    private static void ReadParameters(UrlWords words, ReadOnlySpan<char> text)
    {
        // A trailing & is allowed, as in libpq.
        if (text.EndsWith('&')) text = text[..^1];
        if (text.IsEmpty) return;
        foreach (var range in text.Split('&')) ReadParameter(words, text[range]);
    }

    private static void ReadParameter(UrlWords words, ReadOnlySpan<char> pair)
    {
        var equals = pair.IndexOf('=');
        var why = PercentEncoding.Decode(equals < 0 ? pair : pair[..equals], out var name);
        if (equals < 0) why ??= "an = must follow.";
        else if (pair[(equals + 1)..].Contains('=')) why ??= "an = within the value is written %3D, and parameters are parted by &.";
        if (why is not null) words.Refuse(name, why);
        else if (name == "ssl" && pair[(equals + 1)..] is "true") words.Set("sslmode", "require");
        else if (name == "requiressl") words.Set("sslmode", pair[(equals + 1)..].StartsWith('1') ? "require" : "prefer");
        else words.Set(name, pair[(equals + 1)..]);
    }
}
