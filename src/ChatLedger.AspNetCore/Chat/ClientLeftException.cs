namespace ChatLedger.AspNetCore.Chat;

/// <summary>
/// The client of a stream went away. The connection tells a finished write before it cancels the request, so the request's token alone would miss it.
/// </summary>
internal sealed class ClientLeftException(Exception? inner = null) : Exception("The client went away.", inner);
