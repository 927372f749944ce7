namespace ChatLedger.Server.Tests;

/// <summary>One after the other, and not beside any other test: the environment belongs to the process.</summary>
[CollectionDefinition(Place.Collection, DisableParallelization = true)]
public sealed class OneAfterTheOther;
