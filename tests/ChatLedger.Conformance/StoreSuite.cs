using ChatLedger.Storage;

namespace ChatLedger.Conformance;

/// <summary>What the suites share: for each test a store that is open, empty and has its tables.</summary>
public abstract class StoreSuite : IAsyncLifetime
{
    private StoreUnderTest? _store;

    /// <summary>The store's clock.</summary>
    protected ManualClock Clock { get; } = new(Some.Time);

    /// <summary>The store.</summary>
    protected StoreUnderTest Store => _store ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>Its writing face.</summary>
    protected ILedgerWriter Writer => Store.Writer;

    /// <summary>Its reading face.</summary>
    protected ILedgerReader Reader => Store.Reader;

    /// <summary>Makes a store that is open and has no tables yet.</summary>
    protected abstract Task<StoreUnderTest> OpenStoreAsync(TimeProvider clock);

    /// <inheritdoc/>
    public virtual async Task InitializeAsync()
    {
        _store = await OpenStoreAsync(Clock);
        await Store.Schema.MigrateAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }

    /// <summary>The turns of a session, oldest first.</summary>
    protected Task<IReadOnlyList<Turn>> HistoryAsync(string sessionId) => Reader.GetHistoryAsync(new HistoryQuery(sessionId, 1000));

    /// <summary>The session, which must exist.</summary>
    protected async Task<ChatSession> SessionAsync(string sessionId)
    {
        var session = await Reader.FindSessionAsync(sessionId);
        Assert.NotNull(session);
        return session;
    }
}
