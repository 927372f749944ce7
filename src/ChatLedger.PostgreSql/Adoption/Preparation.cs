using ChatLedger.PostgreSql.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>Makes the new tables beside the old ones, and has the changes to the old ones noted before anything is copied. Safe to repeat.</summary>
internal sealed class Preparation(AdoptionPlace place, ChatLedgerOptions options, TimeProvider clock)
{
    // Every turn of a session that is copied is still to be seen to, and brings its facets then.
    private const string FacetsFromTurns = "ALTER TABLE {staging}.chat_sessions ALTER COLUMN facets SET DEFAULT 0;";

    // A text that is no JSON is kept all the same.
    private const string JsonFunction = """
        CREATE FUNCTION {staging}.adoption_json(value text) RETURNS jsonb LANGUAGE plpgsql AS $body$
        BEGIN
            RETURN value::jsonb;
        EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
            RETURN jsonb_build_object('text', value);
        END
        $body$;

        """;

    /// <param name="timeZone">The zone of times that have none.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RunAsync(string? timeZone, CancellationToken cancellation)
    {
        await new SchemaVersions(place.Staging).ApplyAsync(clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        await new PartitionStep(place.Staging, options, clock).RunAsync(cancellation).ConfigureAwait(false);
        await place.InTransactionAsync((connection, token) => BeginAsync(connection, timeZone, token), cancellation).ConfigureAwait(false);
    }

    private async Task<bool> BeginAsync(NpgsqlConnection connection, string? timeZone, CancellationToken cancellation)
    {
        await connection.Command(SchemaVersions.Lock, Rows.Text(place.StagingSchema)).ExecuteAsync(cancellation).ConfigureAwait(false);
        if (await AdoptionRecord.ExistsAsync(place, connection, cancellation).ConfigureAwait(false)) return false;
        var (turns, sessions) = await OldTable.ReadAsync(place, connection, cancellation).ConfigureAwait(false);
        await connection.Command(place.Qualify(AdoptionRecord.Table + JsonFunction + AddColumns(turns) + AddColumns(sessions) + FacetsFromTurns)).ExecuteAsync(cancellation).ConfigureAwait(false);
        var time = turns.Value("timestamp", "old", timeZone);
        await connection.Command(
            place.Qualify(
                "INSERT INTO {staging}.adoption (begun_at, time_zone, shape, first_time) "
                + $"SELECT $1, $2, $3, (SELECT {time} FROM {{schema}}.chat_conversations AS old WHERE old.timestamp IS NOT NULL ORDER BY old.id LIMIT 1)"),
            Rows.Time(clock.GetUtcNow()), Rows.Text(timeZone), Rows.Text(AdoptionRecord.ShapeOf(turns, sessions))).ExecuteAsync(cancellation).ConfigureAwait(false);
        // Last, since writers wait from here to the commit, after which none can change a row unnoticed.
        await TableLock.AgainstWritersAsync(place, connection, cancellation).ConfigureAwait(false);
        await connection.Command(place.Qualify(ChangeLog.Start)).ExecuteAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Columns of the old table that the ledger does not know, nullable: the ledger itself writes none.</summary>
    private static string AddColumns(OldTable table) => string.Concat(table.Extra.Select(column =>
        $"ALTER TABLE {{staging}}.{table.Name} ADD COLUMN {AdoptionPlace.Quote(column.Name)} {column.Declaration}{(column.Default is { } value ? $" DEFAULT {value}" : "")};\n"));
}
