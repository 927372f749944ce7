using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ChatLedger.Server.Import;

/// <summary>A line of a file, without its line feed.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Bytes">Its text.</param>
internal readonly record struct NumberedLine(long Number, byte[] Bytes);

/// <summary>A file of JSON Lines, packed (<c>.gz</c>) or not. Lines end at line feeds only: other separators may stand within a text.</summary>
internal sealed class DialogueFile(string path)
{
    private const int BufferSize = 1 << 18;

    /// <summary>The lines that are not blank, in order.</summary>
    public async IAsyncEnumerable<NumberedLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: true);
        await using var text = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        var reader = PipeReader.Create(text, new StreamPipeReaderOptions(bufferSize: BufferSize));
        var number = 0L;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (TakeLine(ref rest, read.IsCompleted) is { } line)
            {
                if (++number == 1 && line.AsSpan().StartsWith("\uFEFF"u8)) line = line["\uFEFF"u8.Length..];
                if (!line.AsSpan().Trim(" \t\r"u8).IsEmpty) yield return new NumberedLine(number, line);
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted) yield break;
        }
    }

    private static byte[]? TakeLine(ref ReadOnlySequence<byte> rest, bool isLast)
    {
        if (rest.IsEmpty) return null;
        var feed = rest.PositionOf((byte)'\n');
        if (feed is null && !isLast) return null;
        var line = (feed is { } end ? rest.Slice(0, end) : rest).ToArray();
        rest = feed is { } after ? rest.Slice(rest.GetPosition(1, after)) : rest.Slice(rest.End);
        return line;
    }
}
