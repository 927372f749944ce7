using ChatLedger.AspNetCore.Chat;
using ChatLedger.AspNetCore.Http;
using ChatLedger.AspNetCore.Ingest;
using ChatLedger.AspNetCore.Operating;
using ChatLedger.AspNetCore.Reading;
using ChatLedger.AspNetCore.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatLedger.AspNetCore;

/// <summary>Adds ChatLedger's HTTP interface to an application.</summary>
public static class ChatLedgerApplicationBuilderExtensions
{
    /// <summary>Adds what the routes need. The ledger itself and an <c>IChatClient</c> are added apart.</summary>
    public static IServiceCollection AddChatLedgerApi(this IServiceCollection services)
    {
        services.AddOptions<ChatRouteOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddProblemDetails();
        services.AddExceptionHandler<Problems>();
        services.ConfigureHttpJsonOptions(options => LedgerJson.Configure(options.SerializerOptions));
        services.AddOpenApi();
        services.TryAddSingleton<SessionMemory>();
        services.TryAddSingleton<StoppingSignal>();
        services.TryAddSingleton<ModelCaller>();
        services.TryAddSingleton<ClientAddress>();
        services.TryAddSingleton<ChatEndpoints>();
        services.TryAddSingleton<SessionEndpoints>();
        services.TryAddSingleton<ConversationEndpoints>();
        services.TryAddSingleton<AppSessionEndpoints>();
        services.TryAddSingleton<SessionReadingEndpoints>();
        return services;
    }

    /// <summary>Answers only to the names of loopback, sends the headers that protect transcripts, and turns errors into problems. First in the pipeline.</summary>
    public static IApplicationBuilder UseChatLedger(this IApplicationBuilder app) => app
        .UseMiddleware<SecurityHeaders>()
        .UseExceptionHandler()
        .UseStatusCodePages(Problems.WriteStatusAsync)
        .UseMiddleware<LoopbackGuard>();

    /// <summary>Maps every route of the interface and its OpenAPI document.</summary>
    public static IEndpointRouteBuilder MapChatLedgerApi(this IEndpointRouteBuilder routes)
    {
        ChatEndpoints.Map(routes);
        SessionEndpoints.Map(routes);
        ConversationEndpoints.Map(routes);
        AppSessionEndpoints.Map(routes);
        SessionReadingEndpoints.Map(routes);
        OperatingEndpoints.Map(routes);
        routes.MapOpenApi("/openapi/v1.json");
        return routes;
    }

    /// <summary>Maps the chat page at <c>/</c> and the browser client under <c>/client/</c>.</summary>
    public static IEndpointRouteBuilder MapChatLedgerPage(this IEndpointRouteBuilder routes)
    {
        ChatPage.Map(routes);
        return routes;
    }
}
