using Npgsql;

namespace ChatLedger.PostgreSql.Tests.Support;

/// <summary>The server that these tests use, as the environment names it: a superuser's address, and the same server through PgBouncer.</summary>
internal static class PostgresServer
{
    /// <summary>The superuser's address.</summary>
    public static Uri Address => new(Required("CHATLEDGER_TEST_POSTGRES"));

    /// <summary>The way there through PgBouncer in transaction mode.</summary>
    public static Uri PgBouncer => new(Required("CHATLEDGER_TEST_PGBOUNCER"));

    /// <summary>The file of the certificate that vouches for the server's own.</summary>
    public static string CertificateAuthority => Required("CHATLEDGER_TEST_POSTGRES_CA");

    /// <summary>What the environment says; a test without a server fails and is never left out.</summary>
    public static string Required(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException(
            $"{variable} is not set. `./test --only ChatLedger.PostgreSql.Tests` starts a server; before `dotnet test`, `export $(scripts/services.sh start)` does.");

    /// <summary>The same server for another role and database.</summary>
    public static string UrlFor(Uri address, string database, string role, string password) =>
        new UriBuilder(address) { Path = database, UserName = role, Password = password }.Uri.AbsoluteUri;

    /// <summary>The driver's form of an address; nothing is pooled, so that closing a connection ends it.</summary>
    public static NpgsqlConnectionStringBuilder ToConnectionString(string url)
    {
        var address = new Uri(url);
        var account = address.UserInfo.Split(':');
        return new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port,
            Database = address.AbsolutePath.TrimStart('/'),
            Username = Uri.UnescapeDataString(account[0]),
            Password = Uri.UnescapeDataString(account[1]),
            Pooling = false,
        };
    }

    /// <summary>Opens a connection, which the caller closes.</summary>
    public static async Task<NpgsqlConnection> ConnectAsync(string url)
    {
        var connection = new NpgsqlConnection(ToConnectionString(url).ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs SQL on an open connection; returns the rows of its first result.</summary>
    public static async Task<IReadOnlyList<object?[]>> SqlAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var values = new object?[reader.FieldCount];
            for (var column = 0; column < values.Length; column++) values[column] = await reader.IsDBNullAsync(column) ? null : reader.GetValue(column);
            rows.Add(values);
        }

        // An error of a later statement comes with its result.
        while (await reader.NextResultAsync())
        {
        }

        return rows;
    }
}
