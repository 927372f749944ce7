using ChatLedger.PostgreSql.Storage;
using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>
/// What an adoption knows of itself, in the table <c>adoption</c> beside the new tables: when it was begun, how times are read, how far the copy is. Every
/// transaction locks its row first, so two runs at once only take turns.
/// </summary>
/// <param name="BegunAt">When it was begun; also the time of a row of which nothing better is known.</param>
/// <param name="TimeZone">The zone in which times without one are read, or null where all have one.</param>
/// <param name="Shape">The old tables' columns when it was begun.</param>
/// <param name="FirstTime">The first known time of a turn, by id.</param>
/// <param name="TurnsThrough">The last id copied, or null.</param>
/// <param name="SessionsThrough">The last session copied, or null.</param>
/// <param name="TurnsCopied">Turns copied.</param>
/// <param name="SessionsCopied">Sessions copied.</param>
/// <param name="IsCopied">Whether nothing is left to copy, so that changes may be followed.</param>
internal sealed record AdoptionRecord(
    DateTimeOffset BegunAt, string? TimeZone, string Shape, DateTimeOffset? FirstTime,
    string? TurnsThrough, string? SessionsThrough, long TurnsCopied, long SessionsCopied, bool IsCopied)
{
    /// <summary>The table it is in.</summary>
    public const string Table = """
        CREATE TABLE {staging}.adoption (
            begun_at         timestamptz NOT NULL,
            time_zone        text,
            shape            text        NOT NULL,
            first_time       timestamptz,
            turns_through    text,
            sessions_through text,
            turns_copied     bigint      NOT NULL DEFAULT 0,
            sessions_copied  bigint      NOT NULL DEFAULT 0,
            is_copied        boolean     NOT NULL DEFAULT false
        );

        """;

    /// <summary>The record, locked until the transaction ends; null where no adoption was begun.</summary>
    public static async Task<AdoptionRecord?> LockAsync(AdoptionPlace place, NpgsqlConnection connection, CancellationToken cancellation) =>
        await ExistsAsync(place, connection, cancellation).ConfigureAwait(false)
            ? (await ReadAsync(place, connection, "FOR UPDATE", cancellation).ConfigureAwait(false)).SingleOrDefault()
            : null;

    /// <summary>The record as it is now; null where no adoption was begun.</summary>
    public static async Task<AdoptionRecord?> FindAsync(AdoptionPlace place, NpgsqlConnection connection, CancellationToken cancellation) =>
        await ExistsAsync(place, connection, cancellation).ConfigureAwait(false)
            ? (await ReadAsync(place, connection, "", cancellation).ConfigureAwait(false)).SingleOrDefault()
            : null;

    /// <summary>The record of an adoption that goes on, locked until the transaction ends, and the statements that copy in it.</summary>
    /// <exception cref="StoreException">There is none any more, or the old tables are not those that it was begun with.</exception>
    public static async Task<(AdoptionRecord Record, CopyStatements Statements)> ContinueAsync(AdoptionPlace place, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var record = await LockAsync(place, connection, cancellation).ConfigureAwait(false)
            ?? throw new StoreException(StoreFailure.Schema, "The adoption was ended by another process: finished or undone. See with: chatledger init-db --adopt --dry-run");
        var (turns, sessions) = await OldTable.ReadAsync(place, connection, cancellation).ConfigureAwait(false);
        return record.Shape == ShapeOf(turns, sessions)
            ? (record, new CopyStatements(place, turns, sessions, record))
            : throw new StoreException(
                StoreFailure.Schema,
                "The columns of the old tables have changed since the adoption was begun. Run chatledger init-db --adopt --undo, then begin again; the old tables keep every row.");
    }

    /// <summary>What <see cref="Shape"/> is of these tables.</summary>
    public static string ShapeOf(OldTable turns, OldTable sessions) => $"{turns.Shape} {sessions.Shape}";

    /// <summary>Whether an adoption was begun and is not ended.</summary>
    public static async Task<bool> ExistsAsync(AdoptionPlace place, NpgsqlConnection connection, CancellationToken cancellation) =>
        (await connection.Command("SELECT to_regclass($1) IS NOT NULL", Rows.Text($"{AdoptionPlace.Quote(place.StagingSchema)}.adoption"))
            .QueryAsync(static row => row.GetBoolean(0), cancellation).ConfigureAwait(false))[0];

    private static Task<List<AdoptionRecord>> ReadAsync(AdoptionPlace place, NpgsqlConnection connection, string locking, CancellationToken cancellation) =>
        connection.Command(place.Qualify(
            "SELECT begun_at, time_zone, shape, first_time, turns_through, sessions_through, turns_copied, sessions_copied, is_copied "
            + $"FROM {{staging}}.adoption {locking}")).QueryAsync(
                static row => new AdoptionRecord(
                    row.Time(0), row.TextOrNull(1), row.GetString(2), row.TimeOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.GetInt64(6), row.GetInt64(7), row.GetBoolean(8)),
                cancellation);
}
