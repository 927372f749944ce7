using System.Buffers;
using System.IO.Pipelines;
using ChatLedger.AspNetCore.Http;

namespace ChatLedger.AspNetCore.Ingest;

/// <summary>Splits newline-delimited JSON at line feeds only. A line beyond the bound is skipped to its end and told as too long.</summary>
internal sealed class NdjsonLines(PipeReader reader, int lineBytesMax)
{
    private bool _isSkipping;

    /// <summary>
    /// Takes the lines that are there, at most so many and about so many bytes; waits for more only where there is none. An empty list is the end.
    /// </summary>
    /// <returns>The lines without their line feed; null stands for one that was too long. Blank lines are left out.</returns>
    public async Task<List<byte[]?>> ReadAsync(int linesMax, int bytesMax, CancellationToken cancellation)
    {
        var lines = new List<byte[]?>();
        while (true)
        {
            var read = await RequestBody.ReadAsync(reader, cancellation);
            var rest = read.Buffer;
            Split(ref rest, lines, linesMax, bytesMax, read.IsCompleted);
            reader.AdvanceTo(rest.Start, lines.Count > 0 ? rest.Start : rest.End);
            if (lines.Count > 0 || (read.IsCompleted && rest.IsEmpty)) return lines;
        }
    }

    private void Split(ref ReadOnlySequence<byte> rest, List<byte[]?> lines, int linesMax, int bytesMax, bool isLast)
    {
        var bytes = 0L;
        while (lines.Count < linesMax && bytes < bytesMax && !rest.IsEmpty)
        {
            var feed = rest.PositionOf((byte)'\n');
            if (feed is null && !isLast)
            {
                if (rest.Length <= lineBytesMax) return;
                _isSkipping = true;
                rest = rest.Slice(rest.End);
                return;
            }

            var line = feed is { } end ? rest.Slice(0, end) : rest;
            rest = feed is { } after ? rest.Slice(rest.GetPosition(1, after)) : rest.Slice(rest.End);
            bytes += line.Length;
            Add(line, lines);
        }
    }

    private void Add(in ReadOnlySequence<byte> line, List<byte[]?> lines)
    {
        var isTooLong = _isSkipping || line.Length > lineBytesMax;
        _isSkipping = false;
        if (isTooLong)
        {
            lines.Add(null);
            return;
        }

        var bytes = line.ToArray();
        if (!bytes.AsSpan().Trim(" \t\r"u8).IsEmpty) lines.Add(bytes);
    }
}
