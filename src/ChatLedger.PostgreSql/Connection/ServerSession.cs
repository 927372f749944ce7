using Npgsql;

namespace ChatLedger.PostgreSql.Connection;

/// <summary>What a session of the server starts with, and what is done when it goes back into the pool.</summary>
internal static class ServerSession
{
    public static void Read(UrlWords words, bool isPooled, NpgsqlConnectionStringBuilder driver)
    {
        driver.Options = words.TakeText("options");
        driver.NoResetOnClose = isPooled;
        if (isPooled && driver.Options is not null)
            words.Refuse("options", "a transaction pooler refuses it at start-up; use ALTER ROLE … SET, or an address that goes past the pooler.");
    }
}
