namespace ChatLedger.Extensions.AI;

/// <summary>The connection to a model's server, set up so that a call that is given up ends at the other side too.</summary>
internal static class ModelHttp
{
    public static HttpClient CreateClient(Uri server) => new(CreateHandler(server))
    {
        // Silence is limited by GuardedChatClient; a total would cut long, healthy answers.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static SocketsHttpHandler CreateHandler(Uri server) => new()
    {
        // By default an unfinished answer is read on for 2 s in the hope of reusing the connection, while the model keeps generating.
        ResponseDrainTimeout = TimeSpan.Zero,
        MaxResponseDrainSize = 0,
        // A redirect would carry the conversation to a server nobody configured.
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
        UseProxy = !server.IsLoopback,
    };
}
