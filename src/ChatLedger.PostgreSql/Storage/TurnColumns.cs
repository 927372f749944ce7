using Npgsql;
using NpgsqlTypes;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>A column of <c>chat_conversations</c> that delivery writes, for both ways of writing: arrays and COPY.</summary>
internal abstract class TurnColumn(string name)
{
    public string Name { get; } = name;

    /// <summary>The columns after <c>id</c>, in the order that <c>InsertTurns.sql</c> expects.</summary>
    public static IReadOnlyList<TurnColumn> All { get; } =
    [
        new Value<Guid>("turn_id", NpgsqlDbType.Uuid, static turn => turn.TurnId),
        new Text("session_id", static turn => turn.SessionId),
        new Text("user_message", static turn => turn.UserMessage),
        new Text("ai_response", static turn => turn.AiResponse),
        new Text("mood", static turn => turn.Mood),
        new Value<DateTime>("timestamp", NpgsqlDbType.TimestampTz, static turn => turn.Timestamp.UtcDateTime),
        new Text("user_ip", static turn => turn.UserIp),
        new Text("user_agent", static turn => turn.UserAgent),
        new Number("response_time_ms", static turn => turn.ResponseTimeMs),
        new Text("metadata", static turn => turn.Metadata, NpgsqlDbType.Jsonb),
        new Text("user_id", static turn => turn.UserId),
        new Text("status", static turn => turn.Status.ToName()),
        new Text("model", static turn => turn.Model),
        new Number("first_token_ms", static turn => turn.FirstTokenMs),
        new Number("input_tokens", static turn => turn.InputTokens),
        new Number("output_tokens", static turn => turn.OutputTokens),
        new Text("error", static turn => turn.Error),
        new Text("source", static turn => turn.Source.ToName()),
    ];

    /// <summary>The column's values of all turns as one array.</summary>
    public abstract NpgsqlParameter ToArray(IReadOnlyList<Turn> turns);

    /// <summary>Writes a turn's value into the current row of a COPY.</summary>
    public abstract void Write(NpgsqlBinaryImporter copy, Turn turn);

    private sealed class Text(string name, Func<Turn, string?> value, NpgsqlDbType type = NpgsqlDbType.Text) : TurnColumn(name)
    {
        public override NpgsqlParameter ToArray(IReadOnlyList<Turn> turns) => Rows.Column(type, turns, value);

        public override void Write(NpgsqlBinaryImporter copy, Turn turn)
        {
            if (value(turn) is { } text) copy.Write(text, type);
            else copy.WriteNull();
        }
    }

    private sealed class Number(string name, Func<Turn, int?> value) : TurnColumn(name)
    {
        public override NpgsqlParameter ToArray(IReadOnlyList<Turn> turns) => Rows.Column(NpgsqlDbType.Integer, turns, value);

        public override void Write(NpgsqlBinaryImporter copy, Turn turn)
        {
            if (value(turn) is { } number) copy.Write(number, NpgsqlDbType.Integer);
            else copy.WriteNull();
        }
    }

    private sealed class Value<T>(string name, NpgsqlDbType type, Func<Turn, T> value) : TurnColumn(name)
        where T : struct
    {
        public override NpgsqlParameter ToArray(IReadOnlyList<Turn> turns) => Rows.Column(type, turns, value);

        public override void Write(NpgsqlBinaryImporter copy, Turn turn) => copy.Write(value(turn), type);
    }
}
