using Microsoft.Extensions.DependencyInjection;

namespace ChatLedger;

/// <summary>Where the journal and the store of a ledger are chosen.</summary>
/// <param name="services">The services the ledger was added to.</param>
public sealed class ChatLedgerBuilder(IServiceCollection services)
{
    /// <summary>The services the ledger was added to.</summary>
    public IServiceCollection Services { get; } = services;
}
