using ChatLedger.Capture;

namespace ChatLedger.Sqlite.Journal;

/// <summary>
/// What a start does with what the last run left: turns found open become closed ones with their checkpointed text, damaged records are set aside, and
/// everything that waits for delivery is listed. One transaction.
/// </summary>
internal static class JournalRecoverer
{
    public static JournalRecovery Recover(JournalFile file, JournalSequence sequence)
    {
        var statements = file.Statements;
        file.Begin();
        sequence.Last = statements.Query(
            "SELECT max((SELECT coalesce(max(sequence), 0) FROM closed_turn), (SELECT coalesce(max(sequence), 0) FROM set_aside))",
            row => row.GetInt64(0)).Single();
        var corrupt = SetDamagedAside(statements, sequence, "SELECT sequence, record FROM closed_turn", damaged => statements.DeleteClosed(damaged, damaged))
            + SetDamagedAside(statements, sequence, "SELECT id, record FROM open_turn", statements.DeleteOpen);
        var interrupted = CloseOpen(statements, sequence);
        file.Commit();

        var waiting = statements.Query(
            "SELECT sequence, session_id, ingest_key FROM closed_turn ORDER BY sequence",
            row => new WaitingTurn(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2))).ToList();
        var clock = statements.Query("SELECT microseconds FROM clock", row => row.GetInt64(0)).SingleOrDefault();
        return new JournalRecovery(clock, interrupted, corrupt, waiting);
    }

    private static int SetDamagedAside(JournalStatements statements, JournalSequence sequence, string sql, Action<long> delete)
    {
        var damaged = statements.Query(sql, row => (Key: row.GetInt64(0), Record: (byte[])row.GetValue(1)))
            .Where(row => !TurnRecord.TryRead(row.Record, out _)).ToList();
        foreach (var (key, record) in damaged)
        {
            statements.SetAside(++sequence.Last, "damaged-record", record);
            delete(key);
        }

        return damaged.Count;
    }

    private static int CloseOpen(JournalStatements statements, JournalSequence sequence)
    {
        var open = statements.Query("SELECT id, record FROM open_turn ORDER BY id", row => (Id: row.GetInt64(0), Record: (byte[])row.GetValue(1))).ToList();
        foreach (var (id, record) in open)
        {
            // What cannot be read has been set aside.
            TurnRecord.TryRead(record, out var turn);
            var text = string.Concat(statements.Query($"SELECT text FROM open_part WHERE open_id = {id} ORDER BY number", row => row.GetString(0)));
            var closed = new JournaledTurn(TurnCapture.Close(turn, new TurnEnding(TurnStatus.Interrupted, text, new TurnFigures(), "process-ended")));
            sequence.Assign(closed);
            statements.InsertClosed(closed);
            statements.DeleteOpen(id);
        }

        return open.Count;
    }
}
