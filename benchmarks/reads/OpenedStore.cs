using ChatLedger.PostgreSql;
using ChatLedger.Sqlite;
using ChatLedger.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatLedger.Benchmarks.Reads;

/// <summary>A store as the server opens it, without a journal before it.</summary>
internal sealed class OpenedStore(ServiceProvider services, string place) : IAsyncDisposable
{
    public ILedgerReader Reader { get; } = services.GetRequiredService<ILedgerReader>();

    public ILedgerWriter Writer { get; } = services.GetRequiredService<ILedgerWriter>();

    /// <summary>The address of the PostgreSQL database; null on SQLite.</summary>
    public string? PostgreSqlUrl { get; } = IsPostgreSql(place) ? place : null;

    /// <param name="place">A PostgreSQL address, or the directory of a SQLite file.</param>
    public static async Task<OpenedStore> OpenAsync(string place)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        var builder = collection.AddChatLedger(options =>
        {
            if (IsPostgreSql(place)) options.Store.PostgreSqlUrl = place;
            else options.DataDirectory = Directory.CreateDirectory(place).FullName;
        });
        if (IsPostgreSql(place)) builder.UsePostgreSql();
        else builder.UseSqliteStore();
        var services = collection.BuildServiceProvider();
        var schema = services.GetRequiredService<ILedgerSchema>();
        await schema.OpenAsync();
        await schema.MigrateAsync();
        foreach (var step in services.GetServices<IStoreStep>()) await step.RunAsync(CancellationToken.None);
        return new OpenedStore(services, place);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static bool IsPostgreSql(string place) => place.StartsWith("postgres", StringComparison.Ordinal);
}
