using ChatLedger.PostgreSql.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>Looks at the old tables and says what an adoption would do: first at the database, then at the tables' form, then at every row.</summary>
internal sealed class AdoptionPlanner(AdoptionPlace place)
{
    // "_before_adoption" is the longest ending.
    private const int SchemaBytesMax = 63 - 16;

    /// <summary>The plan.</summary>
    public Task<AdoptionPlan> MakeAsync(string? timeZone, CancellationToken cancellation) =>
        place.InTransactionAsync((connection, token) => MakeAsync(connection, timeZone, token), cancellation);

    private async Task<AdoptionPlan> MakeAsync(NpgsqlConnection connection, string? timeZone, CancellationToken cancellation)
    {
        var findings = new Findings();
        var record = await AdoptionRecord.FindAsync(place, connection, cancellation).ConfigureAwait(false);
        var (turns, sessions) = await OldTable.ReadAsync(place, connection, cancellation).ConfigureAwait(false);
        var state = await ReadStateAsync(connection, record is not null, turns.Columns.Count + sessions.Columns.Count > 0, cancellation).ConfigureAwait(false);
        if (state is AdoptionState.Nothing or AdoptionState.Adopted) return new AdoptionPlan { State = state };

        if (record is not null && timeZone is not null && timeZone != record.TimeZone)
            findings.Obstacle($"The adoption was begun with --time-zone {record.TimeZone ?? "none"}: leave the option out, or run with --undo to begin again.");
        var zone = record is null ? timeZone : record.TimeZone;
        await LookAtServerAsync(connection, findings, zone, cancellation).ConfigureAwait(false);
        var form = new FormCheck(place, findings);
        await form.LookAsync(connection, turns, zone, cancellation).ConfigureAwait(false);
        await form.LookAsync(connection, sessions, zone, cancellation).ConfigureAwait(false);
        // Rows can be looked at only where their columns are what they should be.
        if (findings.Obstacles.Count > 0) return new AdoptionPlan { State = state, Notes = findings.Notes, Obstacles = findings.Obstacles };

        await new AttachedObjects(place, findings).LookAsync(connection, cancellation).ConfigureAwait(false);
        var rows = await new RowCheck(place, findings).LookAsync(connection, turns, sessions, zone, cancellation).ConfigureAwait(false);
        return new AdoptionPlan
        {
            State = state,
            Turns = rows.Turns,
            Sessions = rows.Sessions,
            Bytes = rows.Bytes,
            Notes = findings.Notes,
            Obstacles = findings.Obstacles,
        };
    }

    private async Task<AdoptionState> ReadStateAsync(NpgsqlConnection connection, bool isBegun, bool isThere, CancellationToken cancellation)
    {
        if (!isThere) return AdoptionState.Nothing;
        if (isBegun) return AdoptionState.Begun;
        var isOurs = await connection.Command("SELECT to_regclass($1) IS NOT NULL", Rows.Text(place.Qualify("{schema}.schema_version")))
            .QueryAsync(static row => row.GetBoolean(0), cancellation).ConfigureAwait(false);
        return isOurs[0] ? AdoptionState.Adopted : AdoptionState.Old;
    }

    private async Task LookAtServerAsync(NpgsqlConnection connection, Findings findings, string? zone, CancellationToken cancellation)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(place.Schema) > SchemaBytesMax)
            findings.Obstacle($"The schema's name is too long to name those beside it after: rename it to at most {SchemaBytesMax} bytes (ALTER SCHEMA … RENAME TO).");
        var server = (await connection.Command(
            """
            SELECT current_user::text, current_database()::text, has_database_privilege(current_database(), 'CREATE'), has_schema_privilege($1, 'CREATE'),
                $2 IS NULL OR EXISTS (SELECT FROM pg_timezone_names WHERE name = $2), to_regclass($3) IS NOT NULL
            """,
            Rows.Text(place.Schema), Rows.Text(zone), Rows.Text(place.Qualify("{kept}.chat_conversations"))).QueryAsync(
                static row => (Role: row.GetString(0), Database: row.GetString(1), MayMakeSchemas: row.GetBoolean(2), MayMakeTables: row.GetBoolean(3), KnowsZone: row.GetBoolean(4), IsKept: row.GetBoolean(5)),
                cancellation).ConfigureAwait(false))[0];
        var role = AdoptionPlace.Quote(server.Role);
        if (!server.MayMakeSchemas) findings.Obstacle($"The role {role} may not make schemas. A superuser or the database's owner runs: GRANT CREATE ON DATABASE {AdoptionPlace.Quote(server.Database)} TO {role}");
        if (!server.MayMakeTables) findings.Obstacle($"The role {role} may not make tables. The schema's owner runs: GRANT CREATE ON SCHEMA {AdoptionPlace.Quote(place.Schema)} TO {role}");
        if (!server.KnowsZone) findings.Obstacle($"The server knows no time zone {zone}; SELECT name FROM pg_timezone_names lists those it knows.");
        if (server.IsKept) findings.Obstacle($"The schema {place.KeptSchema} holds the tables of an earlier adoption. Drop them with chatledger init-db --adopt --drop-old, or rename that schema.");
    }
}
