using System.Security.Cryptography;
using Npgsql;

namespace ChatLedger.PostgreSql.Tests.Support;

/// <summary>
/// A database of a test's own. An ordinary role owns it, as hosted databases have it, so no test passes only by a superuser's rights. Disposing drops the
/// database, whoever is still connected, and the roles that were made for it.
/// </summary>
internal sealed class TempDatabase : IAsyncDisposable
{
    private readonly List<string> _roles = [];
    private readonly string _owner;
    private readonly string _password;

    private TempDatabase(string owner, string password)
    {
        _owner = owner;
        _password = password;
    }

    /// <summary>Its name, which no other test has.</summary>
    public string Name { get; } = $"chatledger_{Unique()}";

    /// <summary>The owner's address.</summary>
    public string Url => PostgresServer.UrlFor(PostgresServer.Address, Name, _owner, _password);

    /// <summary>The owner's address through PgBouncer in transaction mode.</summary>
    public string PgBouncerUrl => PostgresServer.UrlFor(PostgresServer.PgBouncer, Name, _owner, _password);

    /// <summary>A superuser's address, for what an owner may not do, such as ending other people's connections.</summary>
    public string AdminUrl => new UriBuilder(PostgresServer.Address) { Path = Name }.Uri.AbsoluteUri;

    /// <summary>
    /// Makes a database: empty, or a copy of a template, with the template's owner. Nobody may be connected to a template meanwhile, and it has to
    /// outlive its copies.
    /// </summary>
    public static async Task<TempDatabase> CreateAsync(TempDatabase? template = null)
    {
        var database = template is null ? new TempDatabase($"owner_{Unique()}", Unique()) : new TempDatabase(template._owner, template._password);
        await using var admin = await PostgresServer.ConnectAsync(PostgresServer.Address.AbsoluteUri);
        if (template is null) await database.AddRoleAsync(admin, database._owner, database._password);
        // Copying files needs a checkpoint, which costs nothing on a server without fsync, and is then twice as fast as copying through the log.
        await admin.SqlAsync($"CREATE DATABASE {database.Name} OWNER {database._owner} TEMPLATE {template?.Name ?? "template0"} STRATEGY file_copy");
        return database;
    }

    /// <summary>Runs SQL as the owner, on a connection of its own; returns the rows of the first result, with null for NULL.</summary>
    public async Task<IReadOnlyList<object?[]>> SqlAsync(string sql)
    {
        await using var connection = await PostgresServer.ConnectAsync(Url);
        return await connection.SqlAsync(sql);
    }

    /// <summary>The address of a new role that may connect, and nothing else.</summary>
    public Task<string> RoleWithoutRightsAsync() => NewRoleAsync("");

    /// <summary>The address of a new role that may read every table, and write none.</summary>
    public Task<string> ReadOnlyRoleAsync() => NewRoleAsync("IN ROLE pg_read_all_data");

    public async ValueTask DisposeAsync()
    {
        await using var admin = await PostgresServer.ConnectAsync(PostgresServer.Address.AbsoluteUri);
        await admin.SqlAsync($"DROP DATABASE {Name} WITH (FORCE)");
        foreach (var role in _roles) await admin.SqlAsync($"DROP ROLE {role}");
    }

    private async Task<string> NewRoleAsync(string options)
    {
        var (role, password) = ($"role_{Unique()}", Unique());
        await using var admin = await PostgresServer.ConnectAsync(PostgresServer.Address.AbsoluteUri);
        await AddRoleAsync(admin, role, password, options);
        return PostgresServer.UrlFor(PostgresServer.Address, Name, role, password);
    }

    private async Task AddRoleAsync(NpgsqlConnection admin, string role, string password, string options = "")
    {
        await admin.SqlAsync($"CREATE ROLE {role} LOGIN PASSWORD '{password}' {options}");
        _roles.Add(role);
    }

    private static string Unique() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
