using System.ComponentModel.DataAnnotations;
using System.Net;
using ChatLedger.AspNetCore.Chat;
using ChatLedger.Extensions.AI;
using Microsoft.Extensions.Configuration;

namespace ChatLedger.Server.Settings;

/// <summary>Every setting of the server, read and checked.</summary>
/// <param name="Configuration">What it was read from; logging reads its own section there.</param>
/// <param name="Ledger">Section <c>ChatLedger</c>.</param>
/// <param name="Chat">Section <c>ChatLedger:Chat</c>.</param>
/// <param name="Model">Section <c>ChatLedger:Model</c>.</param>
/// <param name="Server">Section <c>ChatLedger:Server</c>.</param>
internal sealed record ServerSettings(IConfiguration Configuration, ChatLedgerOptions Ledger, ChatRouteOptions Chat, ModelOptions Model, ServerOptions Server);

/// <summary>Where the server listens.</summary>
internal sealed class ServerOptions
{
    /// <summary>The address. Until there are keys it must be of loopback. Default 127.0.0.1.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port; 0 lets the system choose. Default 5080.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 5080;

    /// <summary>The address as a number, or null where it is not one of loopback.</summary>
    public IPAddress? LoopbackAddress => Host switch
    {
        "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address) => address,
        _ => null,
    };
}
