#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property NoWarn=CA2007;EnableGenerateDocumentationFile
#:property RestorePackagesWithLockFile=false
// Runs every suite, sums what their own reports say, and prints one closing line. A suite without a report counts as failed: a crashed host writes none.
using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;

var root = Path.GetFullPath(args[0]);
var only = args.Length == 3 && args[1] == "--only" ? args[2] : null;
if (args.Length > 1 && only is null)
{
    Console.Error.WriteLine("usage: ./test [--only SUITE]   (a test project such as ChatLedger.Tests, clients, or browser)");
    return 2;
}

var results = Path.Combine(root, "artifacts", "test-results");
if (Directory.Exists(results)) Directory.Delete(results, recursive: true);
var totals = new List<Outcome>();

// What starts processes, kills them or measures runs alone; everything else in pairs.
string[] alone = ["ChatLedger.EndToEnd.Tests"];
const string store = "ChatLedger.PostgreSql.Tests";
string[] served = [store, "ChatLedger.EndToEnd.Tests", "ChatLedger.Server.Tests"];
var services = new Dictionary<string, string>(StringComparer.Ordinal);
var projects = Directory.GetFiles(Path.Combine(root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
    .Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal).Where(name => only is null || only == name).ToList();
var clients = only is null or "clients";
var browser = only is null or "browser";
if (projects.Count == 0 && !clients && !browser)
{
    Console.Error.WriteLine($"There is no suite {only}.");
    return 2;
}

await InstallAsync(only is null or "browser", "chromium", "chromium");
await InstallAsync(only is null || projects.Count > 0, "strace", "strace");
await BuildAsync();
if (projects.Intersect(served).Any()) await StartServicesAsync();
try
{
    var suites = projects.SelectMany(SuitesOf).ToLookup(suite => alone.Contains(suite.Project));
    await Parallel.ForEachAsync(suites[false], new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (suite, _) => Add(await DotnetAsync(suite)));
    foreach (var suite in suites[true]) Add(await DotnetAsync(suite));
}
finally
{
    await StopServicesAsync();
}

if (clients) Add(await NodeAsync("clients", Path.Combine(root, "clients", "js"), "test/*.test.js"));
if (browser) Add(await NodeAsync("browser", Path.Combine(root, "tests", "browser"), "*.test.js"));

Console.WriteLine();
foreach (var outcome in totals.OrderBy(outcome => outcome.Suite, StringComparer.Ordinal))
    Console.WriteLine($"{outcome.Suite,-34} {outcome.Passed,5} passed {outcome.Failed,4} failed {outcome.Skipped,4} skipped {outcome.Time.TotalSeconds,7:F1} s");
Console.WriteLine($"{totals.Sum(outcome => outcome.Passed)} passed, {totals.Sum(outcome => outcome.Failed)} failed, {totals.Sum(outcome => outcome.Skipped)} skipped");
return totals.Any(outcome => outcome.Failed > 0) ? 1 : 0;

async Task BuildAsync()
{
    Console.WriteLine("Building ...");
    var (code, output, time) = await RunAsync(root, "dotnet", "build", "ChatLedger.slnx", "-c", "Release", "--nologo", "-v", "quiet");
    if (code != 0) Console.WriteLine(output);
    Add(new Outcome("build without warnings", code == 0 ? 1 : 0, code == 0 ? 0 : 1, 0, time));
    if (only is not null) return;
    (code, output, time) = await RunAsync(root, "dotnet", "format", "whitespace", "ChatLedger.slnx", "--no-restore", "--verify-no-changes");
    if (code != 0) Console.WriteLine(output);
    Add(new Outcome("formatting", code == 0 ? 1 : 0, code == 0 ? 0 : 1, 0, time));
}

// Whatever ends this process, servers that its tests no longer need end as well.
async Task StartServicesAsync()
{
    Console.WriteLine("Starting PostgreSQL and PgBouncer ...");
    var (code, output, time) = await RunAsync(root, Path.Combine(root, "scripts", "services.sh"), "start", "--while", $"{Environment.ProcessId}");
    foreach (Match line in Regex.Matches(output, "^(CHATLEDGER_TEST_\\w+)=(.*)$", RegexOptions.Multiline)) services[line.Groups[1].Value] = line.Groups[2].Value;
    if (code != 0) Add(Failed("services", output, time));
}

async Task StopServicesAsync()
{
    if (!services.TryGetValue("CHATLEDGER_TEST_SERVICES", out var directory)) return;
    var (code, output, time) = await RunAsync(root, Path.Combine(root, "scripts", "services.sh"), "stop", directory);
    if (code != 0) Add(Failed("services", output, time));
}

// The store's tests run on every version of the server. Where no server could be started, its failed suite stands for them all.
IEnumerable<Suite> SuitesOf(string project)
{
    if (project != store) return [new Suite(project, project, services)];
    if (totals.Any(outcome => outcome.Suite == "services")) return [];
    var older = services.Select(pair => (pair.Value, Version: Regex.Match(pair.Key, "^CHATLEDGER_TEST_POSTGRES_(\\d+)$").Groups[1].Value))
        .Where(server => server.Version.Length > 0 && server.Value != services["CHATLEDGER_TEST_POSTGRES"])
        .Select(server => new Suite($"{project} on {server.Version}", project, new(services)
        {
            ["CHATLEDGER_TEST_POSTGRES"] = server.Value,
            ["CHATLEDGER_TEST_PGBOUNCER"] = services[$"CHATLEDGER_TEST_PGBOUNCER_{server.Version}"],
        }));
    return [new Suite(project, project, services), .. older];
}

async Task<Outcome> DotnetAsync(Suite suite)
{
    var folder = Path.Combine(results, suite.Name);
    var (code, output, time) = await RunWithAsync(
        suite.Variables, root, "dotnet", "test", Path.Combine("tests", suite.Project), "-c", "Release", "--no-build", "--nologo", "--logger", "trx;LogFileName=result.trx", "--results-directory", folder);
    var report = Path.Combine(folder, "result.trx");
    if (!File.Exists(report)) return Failed(suite.Name, output, time);
    var trx = XDocument.Load(report);
    var counters = trx.Descendants().First(element => element.Name.LocalName == "Counters");
    int Count(string name) => (int)counters.Attribute(name)!;
    int passed = Count("passed"), failed = Count("failed") + Count("error") + Count("timeout") + Count("aborted");
    var skipped = Count("total") - passed - failed;
    if (code != 0 && failed == 0) failed = 1;
    if (failed > 0) Console.WriteLine(output);
    foreach (var test in trx.Descendants().Where(element => element.Name.LocalName == "UnitTestResult" && (string?)element.Attribute("outcome") == "NotExecuted"))
        Console.WriteLine($"skipped: {test.Attribute("testName")!.Value}: {test.Descendants().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value}");
    return new Outcome(suite.Name, passed, failed, skipped, time);
}

async Task<Outcome> NodeAsync(string suite, string folder, string pattern)
{
    if (!Directory.Exists(Path.Combine(folder, "node_modules")))
    {
        var (installed, log, _) = await RunAsync(folder, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error");
        if (installed != 0) return Failed(suite, log, TimeSpan.Zero);
    }

    var files = Directory.GetFiles(Path.Combine(folder, Path.GetDirectoryName(pattern)!), Path.GetFileName(pattern)).Order(StringComparer.Ordinal).ToArray();
    var (code, output, time) = await RunAsync(folder, "node", ["--test", "--test-reporter=tap", "--test-concurrency=1", .. files]);
    int Count(string name) => Regex.Match(output, $"^# {name} (\\d+)$", RegexOptions.Multiline) is { Success: true } match ? int.Parse(match.Groups[1].Value) : -1;
    if (Count("pass") < 0) return Failed(suite, output, time);
    var failed = Count("fail") + Count("cancelled");
    if (code != 0 && failed == 0) failed = 1;
    if (failed > 0) Console.WriteLine(output);
    return new Outcome(suite, Count("pass"), failed, Count("skipped") + Count("todo"), time);
}

// A fresh machine has apt and root; elsewhere the tests that need a tool say that they do.
async Task InstallAsync(bool isNeeded, string command, string package)
{
    if (!isNeeded || OnPath(command) || !OperatingSystem.IsLinux() || !OnPath("apt-get") || Environment.UserName != "root") return;
    Console.WriteLine($"Installing {package} ...");
    await RunAsync(root, "apt-get", "update", "-qq");
    var (code, output, _) = await RunAsync(root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", package);
    if (code != 0) Console.WriteLine(output);
}

static bool OnPath(string command) =>
    (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, command)));

Outcome Failed(string suite, string output, TimeSpan time)
{
    Console.WriteLine(output);
    return new Outcome(suite, 0, 1, 0, time);
}

void Add(Outcome outcome)
{
    lock (totals) totals.Add(outcome);
    Console.WriteLine($"{outcome.Suite}: {outcome.Passed} passed, {outcome.Failed} failed, {outcome.Skipped} skipped ({outcome.Time.TotalSeconds:F0} s)");
}

static Task<(int Code, string Output, TimeSpan Time)> RunAsync(string folder, string command, params string[] arguments) =>
    RunWithAsync([], folder, command, arguments);

static async Task<(int Code, string Output, TimeSpan Time)> RunWithAsync(Dictionary<string, string> variables, string folder, string command, params string[] arguments)
{
    var started = Stopwatch.GetTimestamp();
    var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
    start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
    // A test host of the framework's own must not outlive the run and keep files open.
    start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
    foreach (var (name, value) in variables) start.Environment[name] = value;
    using var process = Process.Start(start)!;
    var output = process.StandardOutput.ReadToEndAsync();
    var errors = process.StandardError.ReadToEndAsync();
    await process.WaitForExitAsync();
    return (process.ExitCode, await output + await errors, Stopwatch.GetElapsedTime(started));
}

internal sealed record Suite(string Name, string Project, Dictionary<string, string> Variables);

internal sealed record Outcome(string Suite, int Passed, int Failed, int Skipped, TimeSpan Time);
