using Npgsql;

namespace ChatLedger.PostgreSql.Tests.Support;

public sealed class PostgresServerTests
{
    [Fact]
    public void a_missing_server_is_told_with_its_remedy()
    {
        var error = Assert.Throws<InvalidOperationException>(() => PostgresServer.Required("CHATLEDGER_TEST_NOWHERE"));

        Assert.Contains("CHATLEDGER_TEST_NOWHERE", error.Message, StringComparison.Ordinal);
        Assert.Contains("./test --only ChatLedger.PostgreSql.Tests", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task pgbouncer_gives_two_open_clients_the_same_connection()
    {
        await using var database = await TempDatabase.CreateAsync();
        await using var one = await PostgresServer.ConnectAsync(database.PgBouncerUrl);
        await using var other = await PostgresServer.ConnectAsync(database.PgBouncerUrl);

        var backend = await one.SqlAsync("SELECT pg_backend_pid()");

        Assert.Equal(backend, await other.SqlAsync("SELECT pg_backend_pid()"));
    }

    [Fact]
    public async Task pgbouncer_keeps_a_transaction_on_its_connection()
    {
        await using var database = await TempDatabase.CreateAsync();
        await using var one = await PostgresServer.ConnectAsync(database.PgBouncerUrl);
        await using var other = await PostgresServer.ConnectAsync(database.PgBouncerUrl);

        await using var transaction = await one.BeginTransactionAsync();
        var backend = await one.SqlAsync("SELECT pg_backend_pid()");

        Assert.NotEqual(backend, await other.SqlAsync("SELECT pg_backend_pid()"));
        Assert.Equal(backend, await one.SqlAsync("SELECT pg_backend_pid()"));
    }

    [Fact]
    public async Task pgbouncer_refuses_options_at_the_start_as_hosted_poolers_do()
    {
        await using var database = await TempDatabase.CreateAsync();
        var settings = PostgresServer.ToConnectionString(database.PgBouncerUrl);
        settings.Options = "-c statement_timeout=1000";
        await using var connection = new NpgsqlConnection(settings.ConnectionString);

        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());

        Assert.Equal(PostgresErrorCodes.ProtocolViolation, error.SqlState);
    }

    [Fact]
    public async Task the_servers_certificate_can_be_verified_in_full()
    {
        await using var database = await TempDatabase.CreateAsync();
        var settings = PostgresServer.ToConnectionString(database.Url);
        settings.SslMode = SslMode.VerifyFull;
        settings.RootCertificate = PostgresServer.CertificateAuthority;
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();

        Assert.Equal([[true]], await connection.SqlAsync("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"));
    }

    [Fact]
    public async Task a_certificate_without_its_authority_is_not_trusted()
    {
        await using var database = await TempDatabase.CreateAsync();
        var settings = PostgresServer.ToConnectionString(database.Url);
        settings.SslMode = SslMode.VerifyFull;
        await using var connection = new NpgsqlConnection(settings.ConnectionString);

        var error = await Assert.ThrowsAsync<NpgsqlException>(() => connection.OpenAsync());

        Assert.IsType<System.Security.Authentication.AuthenticationException>(error.InnerException);
    }
}
