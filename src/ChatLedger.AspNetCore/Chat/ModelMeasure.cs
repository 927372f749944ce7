using ChatLedger.Capture;
using Microsoft.Extensions.AI;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>
/// What is measured of one answer. Only the time that the model itself takes is counted: neither the journal nor a client that reads slowly makes a model
/// slow. One caller at a time.
/// </summary>
internal sealed class ModelMeasure(TimeProvider time)
{
    private TimeSpan _waited;
    private string? _model;
    private int? _firstTokenMs, _inputTokens, _outputTokens;

    /// <summary>Waits for the next piece; the first call asks the model.</summary>
    public async Task<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        var started = time.GetTimestamp();
        try
        {
            return await updates.MoveNextAsync();
        }
        finally
        {
            _waited += time.GetElapsedTime(started);
        }
    }

    /// <summary>Takes a piece of the answer in; its text, or null where it has none.</summary>
    public string? Take(ChatResponseUpdate update)
    {
        _model = update.ModelId ?? _model;
        foreach (var usage in update.Contents.OfType<UsageContent>())
        {
            _inputTokens = (int?)usage.Details.InputTokenCount ?? _inputTokens;
            _outputTokens = (int?)usage.Details.OutputTokenCount ?? _outputTokens;
        }

        var text = update.Text;
        if (text.Length == 0) return null;
        _firstTokenMs ??= ElapsedMs();
        return text;
    }

    /// <summary>The figures up to now.</summary>
    public TurnFigures Figures() => new()
    {
        ResponseTimeMs = ElapsedMs(),
        FirstTokenMs = _firstTokenMs,
        Model = _model,
        InputTokens = _inputTokens,
        OutputTokens = _outputTokens,
    };

    private int ElapsedMs() => (int)Math.Min(int.MaxValue, _waited.TotalMilliseconds);
}
