using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>
/// The address a message came from: the peer's, or, where the peer is a trusted proxy, the one that the proxy's header names. A header from anybody else
/// proves nothing and changes nothing. Thread-safe.
/// </summary>
internal sealed class ClientAddress
{
    private readonly string? _header;
    private readonly IPNetwork[] _proxies;

    public ClientAddress(IOptions<ChatRouteOptions> options)
    {
        _header = options.Value.ClientIpHeader;
        _proxies = [.. Split(options.Value.TrustedProxies).Select(static network => IPNetwork.Parse(network))];
    }

    /// <summary>The address, or null where the connection has none.</summary>
    public string? Of(HttpContext context)
    {
        var peer = context.Connection.RemoteIpAddress;
        if (peer is { IsIPv4MappedToIPv6: true }) peer = peer.MapToIPv4();
        if (peer is null || string.IsNullOrEmpty(_header) || !_proxies.Any(network => network.Contains(peer))) return peer?.ToString();
        // One value, one address: a list would mix what the proxy knows with what its client claims.
        return context.Request.Headers[_header] is [{ } named] && IPAddress.TryParse(named.Trim(), out var address) ? address.ToString() : peer.ToString();
    }

    /// <summary>The networks of a list with commas.</summary>
    public static IEnumerable<string> Split(string? networks) =>
        (networks ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
