namespace ChatLedger.Storage;

/// <summary>Why a store did not do what it was asked.</summary>
public enum StoreFailure
{
    /// <summary>Out of reach, busy, full, read-only: worth trying again, nothing is wrong with the data.</summary>
    Transient,

    /// <summary>The store refuses the data itself; the same data will be refused again.</summary>
    Content,

    /// <summary>Tables or columns are missing or of a newer version; a person has to act.</summary>
    Schema,

    /// <summary>The database file is damaged.</summary>
    Corrupt,
}

/// <summary>A failed store operation. The message is for operators and never holds what people wrote.</summary>
public sealed class StoreException(StoreFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of failure it is, and so what helps.</summary>
    public StoreFailure Failure { get; } = failure;
}
