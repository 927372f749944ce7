using System.Collections;

namespace ChatLedger.Conformance;

/// <summary>A batch whose reader gives up when it comes to a certain turn.</summary>
internal sealed class TurnsThatCancel(IReadOnlyList<Turn> turns, CancellationTokenSource patience, int at) : IReadOnlyList<Turn>
{
    public int Count => turns.Count;

    public Turn this[int index]
    {
        get
        {
            if (index == at) patience.Cancel();
            return turns[index];
        }
    }

    public IEnumerator<Turn> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
