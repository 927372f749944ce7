using System.Security.Authentication;
using ChatLedger.PostgreSql.Tests.Support;
using Npgsql;

namespace ChatLedger.PostgreSql.Tests.Connection;

/// <summary>URLs against a real server.</summary>
public sealed class ConnectingTests : IAsyncLifetime
{
    private TempDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TempDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task the_servers_certificate_is_verified_by_the_one_named()
    {
        var url = With(_database.Url, $"sslrootcert={Uri.EscapeDataString(PostgresServer.CertificateAuthority)}");

        Assert.Equal(true, await AskAsync(url, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"));
    }

    [Theory]
    [InlineData("sslmode=verify-full")]
    [InlineData("sslmode=verify-ca")]
    [InlineData("sslrootcert=system")]
    [InlineData("sslaccept=strict")]
    public async Task a_certificate_nobody_vouches_for_is_refused(string parameters)
    {
        var refusal = await Assert.ThrowsAsync<NpgsqlException>(() => AskAsync(With(_database.Url, parameters), "SELECT 1"));

        Assert.IsType<AuthenticationException>(refusal.InnerException);
    }

    [Fact]
    public async Task the_ledger_is_known_to_the_server_by_its_name() =>
        Assert.Equal("chatledger", await AskAsync(_database.Url, "SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()"));

    [Fact]
    public async Task options_reach_the_server() =>
        Assert.Equal("7s", await AskAsync(With(_database.Url, "options=-c%20statement_timeout%3D7s"), "SHOW statement_timeout"));

    [Fact]
    public async Task a_server_that_is_down_is_passed_over()
    {
        var port = PostgresServer.Address.Port;
        var url = With(_database.Url, $"host=127.0.0.1,{PostgresServer.Address.Host}&port=1,{port}");

        Assert.Equal(_database.Name, await AskAsync(url, "SELECT current_database()"));
    }

    [Fact]
    public async Task of_several_servers_none_that_only_reads_is_taken()
    {
        var several = With(_database.Url, $"host={PostgresServer.Address.Host},{PostgresServer.Address.Host}&options=-c%20default_transaction_read_only%3Don");

        await Assert.ThrowsAsync<NpgsqlException>(() => AskAsync(several, "SELECT 1"));
        Assert.Equal(1, await AskAsync(With(several, "target_session_attrs=any"), "SELECT 1"));
    }

    [Fact]
    public async Task a_transaction_pooler_takes_what_is_sent_at_start_up()
    {
        await using var connections = NpgsqlDataSource.Create(PostgreSqlUrl.Parse(With(_database.PgBouncerUrl, "pgbouncer=true&schema=ledger")).ToConnectionString());

        for (var client = 0; client < 20; client++)
        {
            await using var command = connections.CreateCommand("SELECT $1");
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = client });
            Assert.Equal(client, await command.ExecuteScalarAsync());
        }
    }

    private static string With(string url, string parameters) => url + (url.Contains('?', StringComparison.Ordinal) ? '&' : '?') + parameters;

    private static async Task<object?> AskAsync(string url, string sql)
    {
        await using var connections = NpgsqlDataSource.Create(PostgreSqlUrl.Parse(url).ToConnectionString());
        await using var command = connections.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
