namespace ChatLedger;

/// <summary>The door a turn came in by. Stored as its lower-case name.</summary>
public enum TurnSource
{
    /// <summary>Plain SQL, written past ChatLedger.</summary>
    Sql,

    /// <summary><c>POST /api/chat</c>.</summary>
    Chat,

    /// <summary><c>POST /api/conversations</c> or a library call with a finished turn.</summary>
    Ingest,

    /// <summary>The <c>import</c> command.</summary>
    Import,

    /// <summary>The OpenAI-compatible gateway.</summary>
    Gateway,

    /// <summary>The <c>IChatClient</c> middleware.</summary>
    Middleware,
}
