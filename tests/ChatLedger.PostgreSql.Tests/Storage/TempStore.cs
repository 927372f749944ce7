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
    private readonly string _beforeSql;
    private PostgreSqlStore? _store;

    private TempStore(TempDatabase place, TimeProvider clock, Func<TempDatabase, string> url, string beforeSql = "")
    {
        Place = place;
        _clock = clock;
        _url = url;
        _beforeSql = beforeSql;
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

    /// <summary>A store that is open and has no tables.</summary>
    /// <param name="clock">Its clock.</param>
    /// <param name="url">How it is reached; by default directly.</param>
    /// <param name="beforeSql">What runs before every <see cref="SqlAsync"/>.</param>
    public static async Task<TempStore> OpenAsync(TimeProvider clock, Func<TempDatabase, string>? url = null, string beforeSql = "") =>
        new(await TempDatabase.CreateAsync(), clock, url ?? (static place => place.Url), beforeSql);

    /// <summary>A store that is open and has its tables.</summary>
    public static async Task<TempStore> MigratedAsync(TimeProvider? clock = null, Func<TempDatabase, string>? url = null)
    {
        var store = await OpenAsync(clock ?? new ManualClock(Some.Time), url);
        await store.Schema.MigrateAsync();
        return store;
    }

    /// <summary>A store that has its tables, in a copy of another's database. Nobody may be connected to that meanwhile.</summary>
    public static async Task<TempStore> CopyAsync(TempDatabase template, TimeProvider clock, Func<TempDatabase, string>? url = null) =>
        new(await TempDatabase.CreateAsync(template), clock, url ?? (static place => place.Url));

    /// <summary>Another store on the same database, as another server has it; the caller disposes it.</summary>
    public PostgreSqlStore Another() => new(AnotherWay(), _clock);

    /// <summary>Another server's way to the same database; the caller disposes it.</summary>
    public Database AnotherWay() => new(PostgreSqlUrl.Parse(_url(Place)));

    /// <summary>The step that makes partitions, for so many days back.</summary>
    public PartitionStep Partitions(int retentionDays, Database? way = null) => new(way ?? Database, new ChatLedgerOptions { RetentionDays = retentionDays }, _clock);

    /// <summary>The step that sees to rows of plain SQL.</summary>
    public PlainSqlStep PlainSql(Database? way = null) => new(way ?? Database, _clock);

    public override async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Start();
    }

    public override Task<IReadOnlyList<object?[]>> SqlAsync(string sql) => Place.SqlAsync(_beforeSql + sql);

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
