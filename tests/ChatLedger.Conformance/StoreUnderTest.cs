using ChatLedger.Storage;

namespace ChatLedger.Conformance;

/// <summary>A store in a place of its own, which disposing takes away.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    /// <summary>The writing face.</summary>
    public abstract ILedgerWriter Writer { get; }

    /// <summary>The reading face.</summary>
    public abstract ILedgerReader Reader { get; }

    /// <summary>The schema face.</summary>
    public abstract ILedgerSchema Schema { get; }

    /// <summary>Stops the store and starts another on the same data.</summary>
    public abstract Task ReopenAsync();

    /// <summary>Runs plain SQL past the store, as another program would; returns the rows.</summary>
    public abstract Task<IReadOnlyList<object?[]>> SqlAsync(string sql);

    /// <summary>Runs plain SQL that gives one value.</summary>
    public async Task<object?> ValueAsync(string sql) => Assert.Single(Assert.Single(await SqlAsync(sql)));

    /// <summary>Runs plain SQL that gives one number.</summary>
    public async Task<long> NumberAsync(string sql) => Convert.ToInt64(await ValueAsync(sql), System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
