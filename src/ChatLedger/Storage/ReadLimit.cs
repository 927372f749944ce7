namespace ChatLedger.Storage;

/// <summary>How many rows one read may give: a page of a thousand, and one more that tells whether there is another page.</summary>
internal static class ReadLimit
{
    private const int Max = 1001;

    public static void Validate(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Max);
    }
}
