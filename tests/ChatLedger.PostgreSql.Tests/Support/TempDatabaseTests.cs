using Npgsql;

namespace ChatLedger.PostgreSql.Tests.Support;

public sealed class TempDatabaseTests
{
    [Fact]
    public async Task two_databases_do_not_see_each_others_tables()
    {
        await using var one = await TempDatabase.CreateAsync();
        await using var other = await TempDatabase.CreateAsync();

        await one.SqlAsync("CREATE TABLE notes (body text)");

        Assert.Equal([[null]], await other.SqlAsync("SELECT to_regclass('notes')::text"));
    }

    [Fact]
    public async Task the_owner_is_no_superuser_and_may_do_what_an_owner_may()
    {
        await using var database = await TempDatabase.CreateAsync();

        await database.SqlAsync("CREATE SCHEMA ledger; CREATE EXTENSION pg_trgm SCHEMA ledger");

        Assert.Equal([["off"]], await database.SqlAsync("SELECT current_setting('is_superuser')"));
    }

    [Fact]
    public async Task a_copy_begins_with_what_its_template_has()
    {
        await using var template = await TempDatabase.CreateAsync();
        await template.SqlAsync("CREATE TABLE notes (body text); INSERT INTO notes VALUES ('one')");
        await using var copy = await TempDatabase.CreateAsync(template);

        await copy.SqlAsync("INSERT INTO notes VALUES ('two')");

        Assert.Equal([["one"], ["two"]], await copy.SqlAsync("SELECT body FROM notes ORDER BY body"));
        Assert.Equal([["one"]], await template.SqlAsync("SELECT body FROM notes"));
    }

    [Fact]
    public async Task disposing_drops_database_and_roles_while_somebody_is_connected()
    {
        await using var witness = await TempDatabase.CreateAsync();
        var database = await TempDatabase.CreateAsync();
        var role = new Uri(await database.ReadOnlyRoleAsync());
        await using var direct = await PostgresServer.ConnectAsync(role.AbsoluteUri);
        await using var pooled = await PostgresServer.ConnectAsync(database.PgBouncerUrl);
        await pooled.SqlAsync("SELECT 1");

        await database.DisposeAsync();

        Assert.Empty(await witness.SqlAsync($"SELECT FROM pg_database WHERE datname = '{database.Name}'"));
        var roles = new[] { role, new Uri(database.Url) }.Select(url => $"'{url.UserInfo.Split(':')[0]}'");
        Assert.Empty(await witness.SqlAsync($"SELECT FROM pg_roles WHERE rolname IN ({string.Join(", ", roles)})"));
    }

    [Fact]
    public async Task a_role_without_rights_may_connect_and_not_make_a_table()
    {
        await using var database = await TempDatabase.CreateAsync();
        await using var connection = await PostgresServer.ConnectAsync(await database.RoleWithoutRightsAsync());

        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.SqlAsync("CREATE TABLE notes (body text)"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task a_reading_role_reads_and_does_not_write()
    {
        await using var database = await TempDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE notes (body text); INSERT INTO notes VALUES ('one')");
        await using var connection = await PostgresServer.ConnectAsync(await database.ReadOnlyRoleAsync());

        Assert.Equal([["one"]], await connection.SqlAsync("SELECT body FROM notes"));
        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.SqlAsync("DELETE FROM notes"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }
}
