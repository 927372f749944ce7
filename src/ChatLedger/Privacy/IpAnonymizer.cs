using System.Net;
using System.Net.Sockets;

namespace ChatLedger.Privacy;

/// <summary>Shortens network addresses before they are written: IPv4 to /24, IPv6 to /48 (an IPv4-mapped address counts as IPv4; a zone is dropped).</summary>
public static class IpAnonymizer
{
    private const int Ipv4BytesKept = 3;
    private const int Ipv6BytesKept = 6;

    /// <summary>The shortened address, or null where there is none or the text is not an address.</summary>
    public static string? Truncate(string? address) =>
        address is { Length: <= 64 } && IPAddress.TryParse(address, out var parsed) ? Truncate(parsed) : null;

    /// <summary>The shortened address.</summary>
    public static string Truncate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        bytes = bytes[..length];
        bytes[(address.AddressFamily == AddressFamily.InterNetwork ? Ipv4BytesKept : Ipv6BytesKept)..].Clear();
        return new IPAddress(bytes).ToString();
    }
}
