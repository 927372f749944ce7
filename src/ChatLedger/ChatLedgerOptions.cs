using System.ComponentModel.DataAnnotations;

namespace ChatLedger;

/// <summary>When a turn counts as acknowledged.</summary>
public enum Acknowledge
{
    /// <summary>After the journal is durable, and the store has committed or <see cref="ChatLedgerOptions.StoreWait"/> has passed.</summary>
    Store,

    /// <summary>As soon as the journal is durable: highest throughput.</summary>
    Journal,
}

/// <summary>What happens to a turn that the journal cannot take.</summary>
public enum OnJournalFailure
{
    /// <summary>It is refused, and the caller is told: nothing is pretended.</summary>
    Refuse,

    /// <summary>The chat goes on unrecorded; such turns are counted and health shows red.</summary>
    Proceed,
}

/// <summary>How a ledger behaves. The defaults are safe; every queue and file has a finite limit.</summary>
public sealed class ChatLedgerOptions
{
    /// <summary>Where the journal, the embedded store and the control file live. One process owns it. Default <c>./chatledger-data</c>.</summary>
    [Required]
    public string DataDirectory { get; set; } = "./chatledger-data";

    /// <summary>Whether anything is recorded at all. With <c>false</c> the chat works and nothing is stored. Default <c>true</c>.</summary>
    public bool EnableChatLogging { get; set; } = true;

    /// <summary>Days a turn is kept; 0 keeps for ever. Default 90.</summary>
    [Range(0, 36_500)]
    public int RetentionDays { get; set; } = 90;

    /// <summary>When a turn counts as acknowledged. Default <see cref="Acknowledge.Store"/>.</summary>
    public Acknowledge Acknowledge { get; set; } = Acknowledge.Store;

    /// <summary>The longest wait for the store once the journal is durable. Default 30 ms; 0 to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan StoreWait { get; set; } = TimeSpan.FromMilliseconds(30);

    /// <summary>What happens to a turn that the journal cannot take. Default <see cref="OnJournalFailure.Refuse"/>.</summary>
    public OnJournalFailure OnJournalFailure { get; set; } = OnJournalFailure.Refuse;

    /// <summary>Whether each piece of a streamed answer is durable before it is sent. Costs one commit a piece. Default <c>false</c>.</summary>
    public bool StrictStreaming { get; set; }

    /// <summary>How often the new text of streaming answers is made durable. Default 200 ms; 10 to 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:00.250")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The largest size of the journal's file; a journal that is full refuses turns. Default 4 GiB; from 1 MiB.</summary>
    [Range(1L << 20, 1L << 42)]
    public long JournalBytesMax { get; set; } = 4L << 30;

    /// <summary>Turns in one delivered batch. Default 500; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int BatchTurnsMax { get; set; } = 500;

    /// <summary>Size of one delivered batch. Default 4 MiB; from 64 KiB.</summary>
    [Range(1 << 16, 1 << 28)]
    public int BatchBytesMax { get; set; } = 4 << 20;

    /// <summary>Memory that turns waiting for delivery may hold; what exceeds it is read back from the journal. Default 32 MiB; from 1 MiB.</summary>
    [Range(1 << 20, 1 << 30)]
    public int DeliveryBytesMax { get; set; } = 32 << 20;

    /// <summary>The longest message a person may send to the chat, in UTF-16 code units. Default 32,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxMessageLength { get; set; } = 32_000;

    /// <summary>How long a visitor's session is kept in the browser without a message: the cookie's age. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "400.00:00:00")]
    public TimeSpan SessionIdleTimeout { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Settings of the store.</summary>
    [Required]
    public StoreOptions Store { get; set; } = new();
}

/// <summary>Settings of the store.</summary>
public sealed class StoreOptions
{
    /// <summary>Whether missing migrations are applied at start. Default <c>true</c>; with <c>false</c> run <c>chatledger init-db</c>.</summary>
    public bool AutoMigrate { get; set; } = true;

    /// <summary>The path of the SQLite database; null for <c>chatledger.db</c> in the data directory.</summary>
    public string? SqlitePath { get; set; }

    /// <summary>The address of a PostgreSQL database in libpq's URL form, with its password; null stores in SQLite. Never logged.</summary>
    public string? PostgreSqlUrl { get; set; }
}
