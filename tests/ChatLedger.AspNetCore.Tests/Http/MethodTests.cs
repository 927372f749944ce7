using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>Paths and methods that there are not.</summary>
public sealed class MethodTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"];

    private readonly LedgerServer _server = shared.Server;

    [Fact]
    public async Task every_route_answers_a_method_it_does_not_have_with_a_problem_that_names_those_it_has()
    {
        var routes = _server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .GroupBy(endpoint => Address(endpoint.RoutePattern.RawText!), endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods).ToList();

        Assert.InRange(routes.Count, 15, 100);
        foreach (var route in routes)
        {
            var known = route.SelectMany(methods => methods).Distinct().Order(StringComparer.Ordinal).ToList();
            foreach (var method in Methods.Except(known, StringComparer.OrdinalIgnoreCase))
            {
                var reply = (await _server.SendAsync(new HttpMethod(method), route.Key, null)).Is(405, "method-not-allowed");
                Assert.Equal(known, reply.ContentHeaders.Allow.Order(StringComparer.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api")]
    [InlineData("/api/chat/nothing")]
    [InlineData("/API/CHATS")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/client/nothing.js")]
    [InlineData("/control/stats")]
    public async Task a_path_that_there_is_not_is_not_found(string path) => (await _server.GetAsync(path)).Is(404, "not-found");

    private static string Address(string pattern) => "/" + pattern.Trim('/')
        .Replace("{turnId:guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{id}", "x", StringComparison.Ordinal);
}
