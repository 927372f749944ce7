using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>The kinds of values the store's tables have, and the reading of whole results.</summary>
internal static class Rows
{
    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static int? NumberOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    // PostgreSQL's epoch, and what of its times a DateTime can hold: plain SQL may have written a year of six figures, or infinity.
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly long MicrosecondsMin = (DateTime.MinValue - Epoch).Ticks / TimeSpan.TicksPerMicrosecond, MicrosecondsMax = (DateTime.MaxValue - Epoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>A time; one beyond what can be shown is read as the nearest that can.</summary>
    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => ToTime(row.RawTime(column));

    /// <summary>A time as the server counts it, in microseconds since its epoch: what is written back must be the very same.</summary>
    public static long RawTime(this NpgsqlDataReader row, int column) => row.GetFieldValue<long>(column);

    /// <inheritdoc cref="Time(NpgsqlDataReader, int)"/>
    public static DateTimeOffset ToTime(long microseconds) =>
        microseconds >= MicrosecondsMax ? DateTimeOffset.MaxValue
            : microseconds <= MicrosecondsMin ? DateTimeOffset.MinValue
            : new DateTimeOffset(Epoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond));

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    /// <summary>A JSON object of counts.</summary>
    public static Dictionary<string, long> Counts(this NpgsqlDataReader row, int column) =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(column))!;

    public static NpgsqlParameter Text(string? value) => Of(NpgsqlDbType.Text, value);

    public static NpgsqlParameter Json(string? value) => Of(NpgsqlDbType.Jsonb, value);

    public static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { TypedValue = value };

    public static NpgsqlParameter Id(Guid value) => new NpgsqlParameter<Guid> { TypedValue = value };

    public static NpgsqlParameter Time(DateTimeOffset? value) => Of(NpgsqlDbType.TimestampTz, value?.UtcDateTime);

    public static NpgsqlParameter RawTime(long value) => new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Flag(bool value) => new NpgsqlParameter<bool> { TypedValue = value };

    /// <summary>A whole column as one array.</summary>
    public static NpgsqlParameter Column<TRow, TValue>(NpgsqlDbType type, IReadOnlyCollection<TRow> rows, Func<TRow, TValue> value) =>
        new NpgsqlParameter<TValue[]> { TypedValue = [.. rows.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };

    /// <summary>The rows of a query, in order.</summary>
    public static async Task<List<T>> QueryAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) rows.Add(read(reader));
                return rows;
            }
        }
    }

    /// <summary>Runs a statement; returns how many rows changed.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlCommand command, CancellationToken cancellation)
    {
        await using (command.ConfigureAwait(false)) return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs a statement that may take as long as it needs, such as a change of the schema.</summary>
    public static Task<int> ExecuteSlowlyAsync(this NpgsqlCommand command, CancellationToken cancellation)
    {
        command.CommandTimeout = 0;
        return command.ExecuteAsync(cancellation);
    }

    /// <summary>A command with its parameters, <c>$1</c> first.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter Of(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
