namespace ChatLedger.Conformance;

internal static class TestData
{
    public static string Read(string name)
    {
        using var stream = typeof(TestData).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
