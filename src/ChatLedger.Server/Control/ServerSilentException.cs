namespace ChatLedger.Server.Control;

/// <summary>A server owns the data directory and does not answer.</summary>
internal sealed class ServerSilentException(string message, Exception? inner = null) : Exception(message, inner);
