using System.Text.Json;
using ChatLedger.Capture;
using ChatLedger.Query;
using ChatLedger.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace ChatLedger.Server.Control;

/// <summary>What command-line verbs ask for beyond the HTTP interface. They are let in by the folder's token, not by the network.</summary>
internal static class ControlEndpoints
{
    public const string ImportPath = "/control/import";
    public const string StatsPath = "/control/stats";
    public const string CheckPath = "/control/schema/check";
    public const string ScriptPath = "/control/schema/script";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ImportPath, static async (HttpContext context, Importer importer) =>
        {
            var turns = await JsonSerializer.DeserializeAsync(context.Request.Body, ControlJson.Default.ListFinishedTurn, context.RequestAborted);
            var result = await importer.ImportAsync(turns!, context.RequestAborted);
            return Results.Json(result, ControlJson.Default.ImportResult);
        }).WithMetadata(new AnySize()).ExcludeFromDescription();

        routes.MapGet(StatsPath, static async (LedgerQueries queries, CancellationToken cancellation) =>
            Results.Json(await queries.GetLedgerStatsAsync(cancellation), ControlJson.Default.SessionStats)).ExcludeFromDescription();

        routes.MapGet(CheckPath, static async (ILedgerSchema schema, CancellationToken cancellation) =>
            Results.Json(await schema.CheckAsync(isThorough: true, cancellation), ControlJson.Default.SchemaCheck)).ExcludeFromDescription();

        routes.MapGet(ScriptPath, static async (ILedgerSchema schema, CancellationToken cancellation) =>
            Results.Json(await schema.ScriptAsync(cancellation), ControlJson.Default.StoreScript)).ExcludeFromDescription();
    }

    private sealed class AnySize : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
