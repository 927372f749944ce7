namespace ChatLedger.Journal;

/// <summary>What the journal holds cannot be read: damaged, or written by a newer program. Nothing was changed.</summary>
public sealed class JournalCorruptException(string message, Exception? inner = null) : Exception(message, inner);
