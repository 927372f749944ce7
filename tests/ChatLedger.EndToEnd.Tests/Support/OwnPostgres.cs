using System.Diagnostics;
using Npgsql;

namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>A PostgreSQL server of a test's own, to be slowed, frozen and killed. It ends with this object, or with this process however that ends.</summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private readonly string _directory;

    private OwnPostgres(string url, string directory)
    {
        Url = url;
        _directory = directory;
    }

    /// <summary>A superuser's address.</summary>
    public string Url { get; }

    public static async Task<OwnPostgres> StartAsync()
    {
        var variables = (await ScriptAsync("start", "--alone", "--while", $"{Environment.ProcessId}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]);
        return new OwnPostgres(variables["CHATLEDGER_TEST_POSTGRES"], variables["CHATLEDGER_TEST_SERVICES"]);
    }

    /// <summary>Runs SQL; returns the first value of the first row, or null.</summary>
    public async Task<object?> SqlAsync(string sql)
    {
        var address = new Uri(Url);
        var account = address.UserInfo.Split(':');
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port,
            Database = address.AbsolutePath.TrimStart('/'),
            Username = account[0],
            Password = account[1],
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Halts every process of the server where it stands.</summary>
    public void Freeze() => Processes().ForEach(Signals.Freeze);

    public void Thaw() => Processes().ForEach(Signals.Thaw);

    /// <summary>Ends every process of the server as a power switch would.</summary>
    public void Kill() => Processes().ForEach(Signals.Kill);

    public async ValueTask DisposeAsync() => await ScriptAsync("stop", _directory);

    /// <summary>The postmaster, which its file names, and its children, the postmaster first: it would start new ones.</summary>
    private List<int> Processes()
    {
        var file = Directory.GetFiles(Path.Combine(_directory, "data"), "postmaster.pid", SearchOption.AllDirectories).Single();
        var postmaster = int.Parse(File.ReadLines(file).First());
        return [postmaster, .. File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    private static async Task<string> ScriptAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Repository(), "scripts", "services.sh"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().OrTimeoutAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"services.sh {arguments[0]}: {await errors}");
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ChatLedger.slnx"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests were moved out of the repository.");
        return folder.FullName;
    }
}
