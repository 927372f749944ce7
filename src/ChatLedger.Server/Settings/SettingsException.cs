namespace ChatLedger.Server.Settings;

/// <summary>Settings that are wrong: all of them, each named as its owner wrote it.</summary>
internal sealed class SettingsException(IReadOnlyList<string> mistakes) : Exception(
    $"{(mistakes.Count == 1 ? "A setting is" : $"{mistakes.Count} settings are")} wrong; nothing was started:{string.Concat(mistakes.Select(static mistake => $"\n  - {mistake}"))}")
{
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
