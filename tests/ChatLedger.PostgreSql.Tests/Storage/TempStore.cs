using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>A store in a database of its own.</summary>
internal sealed class TempStore : StoreUnderTest
{
    private readonly TimeProvider _clock;
    private readonly Func<TempDatabase, string> _url;
    private PostgreSqlStore? _store;

    private TempStore(TempDatabase place, TimeProvider clock, Func<TempDatabase, string> url)
    {
        Place = place;
        _clock = clock;
        _url = url;
        Start();
    }

    /// <summary>The database.</summary>
    public TempDatabase Place { get; }

    /// <summary>The store's own way to it.</summary>
    public Database Database { get; private set; } = null!;

    public PostgreSqlStore Store => _store ?? throw new InvalidOperationException("The store is stopped.");

    public override ILedgerWriter Writer => Store;

    public override ILedgerReader Reader => Store;

    public override ILedgerSchema Schema => Store;

    /// <summary>A store that is open and has no tables, by default reached directly.</summary>
    public static async Task<TempStore> OpenAsync(TimeProvider clock, Func<TempDatabase, string>? url = null) =>
        new(await TempDatabase.CreateAsync(), clock, url ?? (static place => place.Url));

    /// <summary>A store that is open and has its tables.</summary>
    public static async Task<TempStore> MigratedAsync(TimeProvider? clock = null)
    {
        var store = await OpenAsync(clock ?? new ManualClock(Some.Time));
        await store.Schema.MigrateAsync();
        return store;
    }

    /// <summary>Another store on the same database, as another server has it; the caller disposes it.</summary>
    public PostgreSqlStore Another() => new(new Database(PostgreSqlUrl.Parse(_url(Place))), _clock);

    public override async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Start();
    }

    public override Task<IReadOnlyList<object?[]>> SqlAsync(string sql) => Place.SqlAsync(sql);

    public override async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Place.DisposeAsync();
    }

    private void Start()
    {
        Database = new Database(PostgreSqlUrl.Parse(_url(Place)));
        _store = new PostgreSqlStore(Database, _clock);
    }
}
