using ChatLedger.PostgreSql.Adoption;

namespace ChatLedger.PostgreSql.Tests.Adoption;

/// <summary>Calls back at once, on the thread that reports; what it throws ends the adoption there.</summary>
internal sealed class Calling(Action<AdoptionProgress> call) : IProgress<AdoptionProgress>
{
    public void Report(AdoptionProgress value) => call(value);
}
