using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>
/// The chat page at <c>/</c> and the browser client under <c>/client/</c>, from the assembly itself. The page's policy allows nothing but its own files:
/// what people and models write cannot run or load anything.
/// </summary>
internal static class ChatPage
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, Asset> Assets = Load();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", static context => SendPageAsync(context)).ExcludeFromDescription();
        foreach (var name in Assets.Keys)
            routes.MapGet($"/{name}", context => SendAsync(context, name)).ExcludeFromDescription();
    }

    /// <summary>The page's addresses are relative, so below a path base it must be asked for with its slash.</summary>
    private static Task SendPageAsync(HttpContext context)
    {
        if (context.Request.Path.HasValue) return SendAsync(context, "page/index.html");
        context.Response.Redirect($"{context.Request.PathBase}/{context.Request.QueryString}");
        return Task.CompletedTask;
    }

    private static Task SendAsync(HttpContext context, string name)
    {
        var asset = Assets[name];
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        return Results.Bytes(asset.Bytes, asset.ContentType, entityTag: asset.Tag).ExecuteAsync(context);
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = typeof(ChatPage).Assembly;
        var types = new FileExtensionContentTypeProvider();
        return assembly.GetManifestResourceNames()
            .Select(static name => name.Replace('\\', '/'))
            .Where(static name => name.StartsWith("page/", StringComparison.Ordinal) || name.StartsWith("client/", StringComparison.Ordinal))
            .ToFrozenDictionary(static name => name, name => Asset.Read(assembly.GetManifestResourceStream(name)!, types.TryGetContentType(name, out var type) ? type : "application/octet-stream"));
    }

    private sealed record Asset(byte[] Bytes, string ContentType, EntityTagHeaderValue Tag)
    {
        public static Asset Read(Stream stream, string type)
        {
            using var memory = new MemoryStream();
            using (stream) stream.CopyTo(memory);
            var bytes = memory.ToArray();
            var text = type.StartsWith("text/", StringComparison.Ordinal) || type.Contains("javascript", StringComparison.Ordinal);
            return new Asset(bytes, text ? $"{type}; charset=utf-8" : type, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\""));
        }
    }
}
