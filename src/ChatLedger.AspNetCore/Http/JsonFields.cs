using System.Collections.Frozen;
using ChatLedger.Capture;

namespace ChatLedger.AspNetCore.Http;

/// <summary>The fields an object may have, by name.</summary>
internal sealed class JsonFields<T>(Dictionary<string, ReadField<T>> fields)
{
    private readonly FrozenDictionary<string, ReadField<T>> _exact = fields.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly FrozenSet<string> _anyCase = fields.Keys.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>How to read the field of this name, or null for an unknown one.</summary>
    /// <exception cref="CaptureException">The name differs from a known one by letter case only.</exception>
    public ReadField<T>? Find(string name)
    {
        if (_exact.TryGetValue(name, out var read)) return read;
        if (_anyCase.TryGetValue(name, out var known)) throw new CaptureException("case-variant-key", known, $"The key must be spelt {known}.");
        return null;
    }
}
