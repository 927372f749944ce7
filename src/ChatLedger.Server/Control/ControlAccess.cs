using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ChatLedger.Server.Control;

/// <summary>
/// The control endpoint's own address and its token, new at every start. A connection is known by the listener it came in at, which nobody can forge;
/// the token proves that who asks can read the data folder.
/// </summary>
internal sealed class ControlAccess
{
    private const string Mark = "chatledger-control";

    /// <summary>256 random bits.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private IPEndPoint? _endpoint;

    /// <summary>The address, once the server has started.</summary>
    public IPEndPoint? Endpoint => _endpoint;

    /// <summary>Makes a listener the control endpoint's.</summary>
    public void Claim(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Items[Mark] = this;
            return next(connection);
        });
        Claimed = listen;
    }

    private ListenOptions? Claimed { get; set; }

    /// <summary>Remembers the address that the system chose.</summary>
    public void SetStarted() => _endpoint = Claimed?.IPEndPoint;

    /// <summary>Whether a request came in at the control endpoint.</summary>
    public bool IsControl(HttpContext context) => ReferenceEquals(context.Features.Get<IConnectionItemsFeature>()?.Items[Mark], this);

    /// <summary>Whether a request carries the token; compared in constant time.</summary>
    public bool IsAllowed(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {Token}"));
}
