namespace ChatLedger.Server;

/// <summary>A verb could not do what it was asked; the message says why and what helps.</summary>
internal sealed class VerbException(string message) : Exception(message);
