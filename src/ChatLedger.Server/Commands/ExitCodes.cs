namespace ChatLedger.Server.Commands;

/// <summary>What the program ends with. Documented in docs/configuration.md; fixed for ever.</summary>
internal static class ExitCodes
{
    /// <summary>It did what it was asked.</summary>
    public const int Ok = 0;

    /// <summary>It did not, or not all of it; the message says why.</summary>
    public const int Error = 1;

    /// <summary>The command line or a setting is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The journal or the store is damaged; nothing was touched.</summary>
    public const int Corrupt = 3;

    /// <summary>A server owns the data directory and does not answer.</summary>
    public const int ServerSilent = 4;

    /// <summary>Another process owns the data directory.</summary>
    public const int DirectoryInUse = 5;
}
