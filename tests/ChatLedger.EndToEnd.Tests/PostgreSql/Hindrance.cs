using ChatLedger.PostgreSql.Tests.Support;

namespace ChatLedger.EndToEnd.Tests.PostgreSql;

/// <summary>Something that keeps a server from its database, and how a person does away with it.</summary>
internal sealed class Hindrance : IAsyncDisposable
{
    private readonly TempDatabase _database;
    private readonly Func<Hindrance, Task> _mend;

    private Hindrance(TempDatabase database, string url, string remedy, Func<Hindrance, Task> mend) => (_database, Url, Remedy, _mend) = (database, url, remedy, mend);

    /// <summary>The address that the server is given.</summary>
    public string Url { get; }

    /// <summary>What the server's message has to advise.</summary>
    public string Remedy { get; }

    /// <summary>What must never be shown.</summary>
    public string Password => AccountOf(Url)[1];

    private string Role => AccountOf(Url)[0];

    public static async Task<Hindrance> CreateAsync(string kind)
    {
        var database = await TempDatabase.CreateAsync();
        var hindrance = kind switch
        {
            "wrong password" => new Hindrance(database, database.Url, "Check user and password in DATABASE_URL", static one => AsAdminAsync($"ALTER ROLE {one.Role} PASSWORD '{one.Password}'")),
            "missing database" => new Hindrance(database, database.Url, "Create the database", static one => AsAdminAsync($"ALTER DATABASE {one._database.Name}_away RENAME TO {one._database.Name}")),
            "no rights" => new Hindrance(database, await database.RoleWithoutRightsAsync(), "Grant the role", static one => one._database.SqlAsync($"GRANT CREATE ON SCHEMA public TO {one.Role}")),
            "read-only server" => new Hindrance(database, database.Url, "name the primary", static one => AsAdminAsync(
                $"ALTER ROLE {one.Role} RESET default_transaction_read_only; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{one.Role}'")),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        if (kind == "wrong password") await AsAdminAsync($"ALTER ROLE {hindrance.Role} PASSWORD 'another'");
        if (kind == "missing database") await AsAdminAsync($"ALTER DATABASE {database.Name} RENAME TO {database.Name}_away");
        if (kind == "read-only server") await AsAdminAsync($"ALTER ROLE {hindrance.Role} SET default_transaction_read_only = on");
        return hindrance;
    }

    /// <summary>Does what the remedy says.</summary>
    public Task MendAsync() => _mend(this);

    /// <summary>The messages that are stored.</summary>
    public async Task<IEnumerable<string>> StoredAsync()
    {
        await using var connection = await PostgresServer.ConnectAsync(Url);
        return (await connection.SqlAsync("SELECT user_message FROM chat_conversations ORDER BY id")).Select(static row => (string)row[0]!);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task AsAdminAsync(string sql)
    {
        await using var admin = await PostgresServer.ConnectAsync(PostgresServer.Address.AbsoluteUri);
        await admin.SqlAsync(sql);
    }

    private static string[] AccountOf(string url) => new Uri(url).UserInfo.Split(':');
}
