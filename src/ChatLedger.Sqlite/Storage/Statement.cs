using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Storage;

/// <summary>A prepared statement whose parameters are given in the order in which they are named in the text. Not thread-safe.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteParameter[] _parameters;

    /// <param name="connection">An open connection.</param>
    /// <param name="sql">The text.</param>
    /// <param name="parameters">The names of its parameters, with their <c>$</c>.</param>
    public Statement(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        _parameters = new SqliteParameter[parameters.Length];
        for (var i = 0; i < parameters.Length; i++) _parameters[i] = _command.Parameters.Add(new SqliteParameter(parameters[i], DBNull.Value));
        _command.Prepare();
    }

    /// <summary>Sets a parameter; null becomes NULL.</summary>
    public void Set(int index, object? value) => _parameters[index].Value = value ?? DBNull.Value;

    /// <summary>Runs it; returns how many rows changed.</summary>
    public int Execute() => _command.ExecuteNonQuery();

    /// <summary>Runs it; returns the first value of the first row, or null where there is no row.</summary>
    public long? Number() => (long?)_command.ExecuteScalar();

    /// <summary>Runs it; the reader must be disposed before the next run.</summary>
    public SqliteDataReader Read() => _command.ExecuteReader();

    public void Dispose() => _command.Dispose();
}
