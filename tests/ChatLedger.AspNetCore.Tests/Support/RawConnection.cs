using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>A connection that sends bytes as they are, also what no HTTP client would.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };

    public NetworkStream Stream => _tcp.GetStream();

    /// <param name="server">Whom to call.</param>
    /// <param name="receiveBuffer">How many bytes may wait here unread, about; null for as many as the system likes.</param>
    public static async Task<RawConnection> OpenAsync(LedgerServer server, int? receiveBuffer = null)
    {
        var connection = new RawConnection();
        if (receiveBuffer is { } size) connection._tcp.ReceiveBufferSize = size;
        await connection._tcp.ConnectAsync(IPAddress.Loopback, server.Port).Soon();
        return connection;
    }

    /// <summary>Sends a request and reads until the server closes.</summary>
    public static async Task<string> ExchangeAsync(LedgerServer server, string request)
    {
        using var connection = await OpenAsync(server);
        await connection.SendAsync(request);
        return await connection.ReadToEndAsync();
    }

    public async Task SendAsync(string text)
    {
        try
        {
            await Stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask().Soon();
        }
        catch (IOException)
        {
            // The server refused in the midst of it; its answer may still be read.
        }
    }

    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(Stream, Encoding.UTF8, leaveOpen: true);
        var text = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            for (int read; (read = await reader.ReadAsync(buffer).AsTask().Soon()) > 0;) text.Append(buffer, 0, read);
        }
        catch (IOException)
        {
            // Closed hard: what came before is the answer.
        }

        return text.ToString();
    }

    /// <summary>Reads until a text has come.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            Assert.Equal(1, await Stream.ReadAsync(one).AsTask().Soon());
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    public void Dispose() => _tcp.Dispose();
}
