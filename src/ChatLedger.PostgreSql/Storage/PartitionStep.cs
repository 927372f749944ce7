using System.Globalization;
using ChatLedger.Storage;
using Npgsql;
using Polly;
using Polly.Retry;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>
/// Keeps a partition of <c>chat_conversations</c> for every day from the retention's edge to a week ahead, outside batches. Rows of a day that came
/// in before its partition are moved into it. Several servers may be at it: each day is made under the schema's lock.
/// </summary>
internal sealed class PartitionStep(Database database, ChatLedgerOptions options, TimeProvider clock) : IStoreStep
{
    private const int DaysAhead = 7;
    private const int DaysBackWithoutRetention = 400;

    // Every partition makes each read that is not bounded dearer; what is older than three years waits in the default partition.
    private const int DaysBackMax = 1_100;
    private const int Retries = 4;

    // A read that holds the default partition is mostly short. Writers wait behind each attempt, so there are few, with pauses between them.
    private readonly ResiliencePipeline _untilUnlocked = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle<StoreException>(StoreErrors.IsLockTimeout),
        MaxRetryAttempts = Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = TimeSpan.FromMilliseconds(250),
    }).Build();

    private readonly string _make = database.ReadSql("Queries/MakePartition.sql");

    /// <inheritdoc/>
    public string Name => "partitions";

    /// <summary>A minute: where one could not be made because a long read was in the way, it is soon tried again.</summary>
    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellation) => MakeMissingAsync(null, cancellation);

    /// <inheritdoc cref="ILedgerSchema.MakeRoomAsync"/>
    public async Task<int> MakeMissingAsync(Action<int, int>? onMade, CancellationToken cancellation)
    {
        var missing = await FindMissingAsync(cancellation).ConfigureAwait(false);
        StoreException? failure = null;
        for (var made = 0; made < missing.Count; made++)
        {
            try
            {
                await _untilUnlocked.ExecuteAsync(async token => await MakeAsync(missing[made], token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
                onMade?.Invoke(made + 1, missing.Count);
            }
            catch (StoreException exception) when (exception.Failure == StoreFailure.Schema)
            {
                // Something of this day's name is in the way, such as a partition that somebody detached; the other days need not wait for a person.
                failure ??= exception;
            }
        }

        return failure is null ? missing.Count : throw failure;
    }

    /// <summary>The days that have no partition yet.</summary>
    public async Task<IReadOnlyList<DateOnly>> FindMissingAsync(CancellationToken cancellation)
    {
        var existing = (await database.UseAsync(ReadNamesAsync, cancellation).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        return [.. Days().Where(day => !existing.Contains(NameOf(day)))];
    }

    /// <summary>The days that have a partition, today first: where turns come in now matters most.</summary>
    public IEnumerable<DateOnly> Days()
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var back = options.RetentionDays == 0 ? DaysBackWithoutRetention : Math.Min(options.RetentionDays, DaysBackMax);
        return Enumerable.Range(0, DaysAhead + 1).Select(today.AddDays).Concat(Enumerable.Range(1, back).Select(days => today.AddDays(-days)));
    }

    /// <summary>The name of a day's partition.</summary>
    public static string NameOf(DateOnly day) => $"chat_conversations_{day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";

    /// <summary>A day's beginning as SQL text, which means the same in every time zone.</summary>
    public static string BeginningOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " 00:00:00+00";

    /// <summary>The statements that make a day's partition and move its rows into it; they fail where it is there.</summary>
    public string SqlOf(DateOnly day) => _make.Replace("{partition}", NameOf(day), StringComparison.Ordinal)
        .Replace("{from}", BeginningOf(day), StringComparison.Ordinal)
        .Replace("{to}", BeginningOf(day.AddDays(1)), StringComparison.Ordinal);

    /// <summary>The statement that makes a day's partition where no turn of that day can be stored yet; it leaves alone what is there.</summary>
    public static string FreshSqlOf(DateOnly day) =>
        $"CREATE TABLE IF NOT EXISTS {{schema}}.{NameOf(day)} PARTITION OF {{schema}}.chat_conversations FOR VALUES FROM ('{BeginningOf(day)}') TO ('{BeginningOf(day.AddDays(1))}');";

    private Task<int> MakeAsync(DateOnly day, CancellationToken cancellation) => database.InTransactionAsync(
        async (connection, token) =>
        {
            await connection.Command("SET LOCAL lock_timeout = '1s'").ExecuteAsync(token).ConfigureAwait(false);
            await connection.Command(SchemaVersions.Lock, Rows.Text(database.Url.Schema)).ExecuteAsync(token).ConfigureAwait(false);
            // Another server may have made it while this one waited.
            if ((await ReadNamesAsync(connection, token).ConfigureAwait(false)).Contains(NameOf(day))) return 0;
            return await connection.Command(SqlOf(day)).ExecuteSlowlyAsync(token).ConfigureAwait(false);
        },
        cancellation);

    private Task<List<string>> ReadNamesAsync(NpgsqlConnection connection, CancellationToken cancellation) => connection.Command(
        database.Qualify(
            "SELECT c.relname::text FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = '{schema}.chat_conversations'::regclass"))
        .QueryAsync(static row => row.GetString(0), cancellation);
}
