using ChatLedger.Sqlite.Storage;
using Microsoft.Extensions.Logging;

namespace ChatLedger.Sqlite.Tests.Storage;

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLogger : ILogger<SqliteStore>
{
    public List<string> Messages { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Messages.Add(formatter(state, exception));
}
