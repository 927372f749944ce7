using System.Diagnostics;
using ChatLedger.Repository.Tests.Support;

namespace ChatLedger.Repository.Tests.Documents;

public sealed class ReadmeTests
{
    [Fact]
    public void the_code_it_shows_is_the_sample_that_is_compiled() =>
        Assert.Equal(Tree.Read("samples/Embedding/Program.cs"), Assert.Single(Markdown.Fences(Tree.Read("README.md"), "csharp")));

    [Fact]
    public async Task the_sample_records_a_turn_and_reads_it_back()
    {
        var folder = Directory.CreateTempSubdirectory("chatledger-sample-");
        try
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Embedding.dll")])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
            };
            using var sample = Process.Start(start)!;
            var output = await sample.StandardOutput.ReadToEndAsync();
            await sample.WaitForExitAsync();

            Assert.Equal(0, sample.ExitCode);
            Assert.Contains("Where is my parcel? It left the warehouse this morning.", output, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(folder.FullName, "chatledger-data", "chatledger.db")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
