using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>
/// Stands between a store and its server, and can lose answers, fall silent, or make the server look old. It reads the protocol only so far (PostgreSQL's manual, part VIII,
/// "Message Formats") as to know when the server has done what it was asked; so connections through it are not encrypted.
/// </summary>
internal sealed class LossyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private byte[]? _marker;
    private TaskCompletionSource _unfrozen = new();

    public LossyProxy(string server)
    {
        _server = new Uri(server);
        _unfrozen.SetResult();
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The address of the store's server by way of here.</summary>
    public string Url => new UriBuilder(_server) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port, Query = "sslmode=disable" }.Uri.AbsoluteUri;

    /// <summary>Completes when an answer has been lost.</summary>
    public TaskCompletionSource Lost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Once: lets the server do what is asked in the message with these bytes, then cuts the connection without its answer.</summary>
    public void LoseAnswerTo(ReadOnlySpan<byte> marker) => _marker = marker.ToArray();

    /// <summary>The two digits by which the server introduces itself on new connections, instead of its own major version.</summary>
    public string? ClaimedVersion { get; init; }

    /// <summary>Passes nothing on any more, in either direction, and keeps every connection open.</summary>
    public void Freeze() => _unfrozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => _unfrozen.SetResult();

    public async ValueTask DisposeAsync()
    {
        _unfrozen.TrySetResult();
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(_server.Host, _server.Port);
            var connection = new Connection(this, client.GetStream(), server.GetStream());
            await Task.WhenAny(connection.PassRequestsAsync(), connection.PassAnswersAsync());
        }
    }

    private sealed class Connection(LossyProxy proxy, NetworkStream client, NetworkStream server)
    {
        // The end of ReadyForQuery outside a transaction: its type, its length of five bytes, and "idle".
        private static readonly byte[] Idle = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

        private static readonly byte[] Version = [.. "server_version\0"u8];

        private volatile bool _isLosing;

        public Task PassRequestsAsync() => PassAsync(client, server, bytes =>
        {
            if (proxy._marker is { } marker && bytes.Span.IndexOf(marker) >= 0) (_isLosing, proxy._marker) = (true, null);
            return true;
        });

        public Task PassAnswersAsync() => PassAsync(server, client, bytes =>
        {
            if (proxy.ClaimedVersion is { } version && bytes.Span.IndexOf(Version) is >= 0 and var at) Encoding.ASCII.GetBytes(version, bytes.Span[(at + Version.Length)..]);
            if (!_isLosing) return true;
            if (!bytes.Span.EndsWith(Idle)) return false;
            proxy.Lost.TrySetResult();
            throw new IOException("The answer was lost.");
        });

        private async Task PassAsync(NetworkStream from, NetworkStream to, Func<Memory<byte>, bool> isPassedOn)
        {
            var buffer = new byte[1 << 18];
            try
            {
                while (await from.ReadAsync(buffer, proxy._end.Token) is > 0 and var count)
                {
                    await proxy._unfrozen.Task;
                    if (isPassedOn(buffer.AsMemory(0, count))) await to.WriteAsync(buffer.AsMemory(0, count), proxy._end.Token);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The connection is over; the other side learns it from its end being closed.
            }
        }
    }
}
