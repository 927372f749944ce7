using System.Globalization;
using System.Net;

namespace ChatLedger.PostgreSql.Connection;

/// <summary>Reads which servers are meant: <c>host</c>, <c>hostaddr</c> and <c>port</c>, lists whose items belong together.</summary>
internal static class ServerAddresses
{
    private const int DefaultPort = 5432;

    /// <summary>At least one server; after a mistake whatever could be read.</summary>
    public static IReadOnlyList<ServerAddress> Read(UrlWords words)
    {
        var hosts = ReadHosts(words);
        var ports = ReadPorts(words);
        if (ports.Length != 1 && ports.Length != hosts.Length)
        {
            words.Refuse("port", "there must be one port, or as many as hosts.");
            ports = [DefaultPort];
        }

        var servers = hosts.Select((host, index) => new ServerAddress(host.Length == 0 ? DefaultHost() : host, ports[ports.Length == 1 ? 0 : index])).ToArray();
        if (!servers.All(static server => server.IsPlausible))
            words.Refuse("host", "it must be a host's name, an IP address (IPv6 in brackets) or a socket's directory; a character that is special in URLs must be percent-encoded.");
        if (servers.Any(static server => server.IsSocket) && !servers.All(static server => server.IsSocket))
            words.Refuse("host", "sockets and network addresses cannot be mixed, since the driver has one TLS setting for all.");
        return servers;
    }

    private static string[] ReadHosts(UrlWords words)
    {
        var names = words.TakeText("host");
        var addresses = words.TakeText("hostaddr");
        if (addresses is null) return (names ?? "").Split(',');
        if (names is not null) words.Refuse("hostaddr", "the driver looks the host up itself; give either host or hostaddr.");
        else if (!addresses.Split(',').All(static address => IPAddress.TryParse(address, out _))) words.Refuse("hostaddr", "it must be an IP address.");
        return addresses.Split(',');
    }

    private static int[] ReadPorts(UrlWords words)
    {
        var ports = (words.TakeText("port") ?? "").Split(',');
        if (ports.All(static port => port.Length == 0 || (ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)))
            return [.. ports.Select(static port => port.Length == 0 ? DefaultPort : int.Parse(port, CultureInfo.InvariantCulture))];
        words.Refuse("port", "it must be a whole number from 1 to 65535; if it is a piece of the password, that must be percent-encoded.");
        return [DefaultPort];
    }

    /// <summary>Where Debian and Fedora, or else PostgreSQL as built from source, put the socket; Windows has none by default.</summary>
    private static string DefaultHost() =>
        OperatingSystem.IsWindows() ? "localhost" : Directory.Exists("/var/run/postgresql") ? "/var/run/postgresql" : "/tmp";
}
