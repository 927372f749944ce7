using System.Globalization;
using System.Net;

namespace ChatLedger.PostgreSql.Connection;

/// <summary>One server: a host's name or address, or the directory of a Unix socket, and its port.</summary>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>Whether it is a Unix socket's directory, or a socket in the abstract namespace.</summary>
    public bool IsSocket => Host[0] is '/' or '@';

    /// <summary>Whether nothing that is sent there leaves the machine.</summary>
    public bool IsLoopback =>
        IsSocket || (IPAddress.TryParse(Host, out var address) ? IPAddress.IsLoopback(address) : Host.TrimEnd('.').Equals("localhost", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a host can be called that.</summary>
    public bool IsPlausible => IsSocket || (Uri.CheckHostName(Host) != UriHostNameType.Unknown && Host[0] != '[');

    /// <summary>As the driver's lists of hosts and people write it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(!IsSocket && Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
