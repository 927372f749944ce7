using System.Text.RegularExpressions;
using ChatLedger.AspNetCore;
using ChatLedger.Extensions.AI;
using ChatLedger.Repository.Tests.Support;
using ChatLedger.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ChatLedger.Repository.Tests.Documents;

/// <summary>docs/http-api.md names every route and every problem, and no others.</summary>
public sealed partial class HttpInterfaceTests
{
    private const string Document = "docs/http-api.md";
    private const string RoutesNotThereYet = "Not there yet";

    // Words of the same shape that are not problems: reasons in a stored row or in the journal, and header values.
    private static readonly string[] NotProblems = ["client-left", "ingest-key-conflict", "no-cache", "no-referrer", "no-store"];

    // Made by the framework from a status's phrase.
    private static readonly string[] FromTheFramework = ["not-found", "method-not-allowed"];

    // The server's own reason for giving a model up.
    private const string Stopping = "server-stopping";
    private const string TooLong = "too-long";

    [Fact]
    public void every_route_is_documented_and_no_other()
    {
        var text = Tree.Read(Document).Replace(Markdown.Section(Document, RoutesNotThereYet), "", StringComparison.Ordinal);
        var documented = Call().Matches(text).Select(call => call.Value).Distinct();

        Claims.Match(Routes(), documented);
    }

    [Fact]
    public void every_problem_is_documented_and_no_other()
    {
        var used = Tree.Files("src/ChatLedger", "*.cs").Concat(Tree.Files("src/ChatLedger.AspNetCore", "*.cs"))
            .SelectMany(file => Slug().Matches(Tree.Read(file)).Select(slug => slug.Groups[1].Value)).Distinct().Except([.. NotProblems, Stopping]);
        var ofModels = typeof(ModelFailure).GetFields().Where(field => field.IsLiteral).Select(field => field.GetRawConstantValue()).Append(Stopping).Append(TooLong).Select(reason => $"model-{reason}");
        var ofRepeats = Enum.GetValues<TurnStatus>().Where(status => status != TurnStatus.Completed).Select(status => $"turn-{status.ToName()}");
        var documented = Markdown.Rows(Markdown.Section(Document, "Problems")).Select(row => row[0]);

        Claims.Match([.. used, .. ofModels, .. ofRepeats, .. FromTheFramework], documented);
    }

    private static IEnumerable<string> Routes()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddChatLedger().UseSqlite();
        builder.Services.AddChatLedgerModel();
        builder.Services.AddChatLedgerApi();
        var app = builder.Build();
        app.MapChatLedgerApi();
        return ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(route => MethodsOf(route).Select(method => $"{method} {Constraint().Replace(route.RoutePattern.RawText!, "}").TrimEnd('/')}"));
    }

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint route) => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods;

    [GeneratedRegex(@"(?<=`)(GET|POST|PUT|PATCH|DELETE) /[\w\-./{}]*")]
    private static partial Regex Call();

    [GeneratedRegex("\"([a-z]+(?:-[a-z]+)+)\"")]
    private static partial Regex Slug();

    [GeneratedRegex(@":\w+\}")]
    private static partial Regex Constraint();
}
