namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>Tests that need the machine for themselves: they run one after another, when the others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class UnderLoad
{
    public const string Name = "load";
}
