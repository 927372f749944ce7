using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ChatLedger.EndToEnd.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.PostgreSql;

internal static class Readiness
{
    /// <summary>What a probe is told, which must be with 200 as long as turns are taken: the state of the server, and of its store.</summary>
    public static async Task<(string Status, string Store)> ReadinessAsync(this ServerProcess server)
    {
        using var response = await server.Http.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.GetProperty("status").GetString()!, answer.GetProperty("store").GetString()!);
    }
}
