using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ChatLedger.AspNetCore.Tests;

/// <summary><c>GET /openapi/v1.json</c>.</summary>
public sealed class OpenApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Fact]
    public async Task the_document_names_every_route_of_the_interface_and_no_other()
    {
        var document = await ReadAsync();

        var documented = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(
            [
                "DELETE /api/chat/session", "GET /api/chat/history", "GET /api/conversations/{turnId}", "GET /api/sessions", "GET /api/sessions/{id}",
                "GET /api/sessions/{id}/history", "GET /api/sessions/{id}/stats", "GET /api/system", "GET /healthz", "GET /readyz",
                "PATCH /api/sessions/{id}", "POST /api/chat", "POST /api/chat/session", "POST /api/conversations", "POST /api/init-db", "POST /api/sessions",
            ],
            documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task every_route_but_the_pages_files_is_documented()
    {
        var document = await ReadAsync();
        var served = _server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal))
            .Where(path => path.StartsWith("/api/", StringComparison.Ordinal)).Distinct();

        Assert.All(served, path => Assert.True(document.GetProperty("paths").TryGetProperty(path, out _), path));
    }

    [Fact]
    public async Task whole_numbers_are_integers_and_nothing_else()
    {
        var document = await ReadAsync();

        var integers = Schemas(document).Where(schema => Types(schema).Contains("integer")).ToList();

        Assert.NotEmpty(integers);
        Assert.All(integers, schema => Assert.DoesNotContain("string", Types(schema)));
    }

    [Fact]
    public async Task every_operation_has_a_name_a_summary_and_a_tag_of_its_own()
    {
        var operations = (await ReadAsync()).GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => operation.Value)).ToList();

        Assert.Equal(operations.Count, operations.Select(operation => operation.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations, operation => Assert.False(string.IsNullOrEmpty(operation.GetProperty("summary").GetString())));
        Assert.All(operations, operation => Assert.Equal(1, operation.GetProperty("tags").GetArrayLength()));
    }

    [Fact]
    public async Task every_reference_of_the_document_leads_somewhere()
    {
        var document = await ReadAsync();
        var references = Elements(document).Where(element => element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out _))
            .Select(element => element.GetProperty("$ref").GetString()!).Distinct().ToList();

        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            var place = document;
            foreach (var step in reference.Split('/').Skip(1)) Assert.True(place.TryGetProperty(step, out place), reference);
        }
    }

    private static IEnumerable<JsonElement> Schemas(JsonElement document) =>
        Elements(document).Where(element => element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out _));

    private static List<string?> Types(JsonElement schema) => schema.GetProperty("type") switch
    {
        { ValueKind: JsonValueKind.Array } types => [.. types.EnumerateArray().Select(type => type.GetString())],
        { ValueKind: JsonValueKind.String } type => [type.GetString()],
        _ => [],
    };

    private static IEnumerable<JsonElement> Elements(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Elements(member.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Elements),
        _ => [element],
    };

    private async Task<JsonElement> ReadAsync()
    {
        var reply = await _server.GetAsync("/openapi/v1.json");
        Assert.Equal((200, "application/json"), (reply.Code, reply.MediaType));
        return reply.Json;
    }
}
