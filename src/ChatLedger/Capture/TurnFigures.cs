namespace ChatLedger.Capture;

/// <summary>What was measured of an answer, as far as it came.</summary>
public sealed record TurnFigures
{
    /// <summary>Milliseconds from asking the model to the end of its answer.</summary>
    public int? ResponseTimeMs { get; init; }

    /// <summary>Milliseconds from asking the model to the first text of its answer.</summary>
    public int? FirstTokenMs { get; init; }

    /// <summary>The model that answered; cut at 255 characters and marked.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens read, as the provider counts.</summary>
    public int? InputTokens { get; init; }

    /// <summary>Tokens written, as the provider counts.</summary>
    public int? OutputTokens { get; init; }
}

/// <summary>How an opened turn ended.</summary>
/// <param name="Status">How.</param>
/// <param name="AiResponse">What the model produced, as far as it came.</param>
/// <param name="Figures">What was measured.</param>
/// <param name="Error">Why it did not complete; never what people wrote.</param>
/// <param name="SentCharacters">Of an answer that was not sent whole: how many UTF-16 code units the client was sent.</param>
public sealed record TurnEnding(TurnStatus Status, string AiResponse, TurnFigures Figures, string? Error = null, int? SentCharacters = null);
