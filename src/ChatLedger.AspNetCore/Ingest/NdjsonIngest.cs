using System.Text.Json;
using ChatLedger.AspNetCore.Http;
using ChatLedger.Journal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ChatLedger.AspNetCore.Ingest;

/// <summary>
/// Records newline-delimited JSON as it comes. The answer waits, beyond a bound in a temporary file, until the last line is read: a client that reads only
/// after sending would otherwise block on an answer it does not take. An item is written only after its turn is durable, and holds nothing of its text.
/// </summary>
internal sealed class NdjsonIngest(IChatLedger ledger)
{
    private const int LinesPerBatch = 500;
    private const int BytesPerBatch = 1 << 20;
    private const int AnswerBytesInMemory = 1 << 20;

    /// <param name="context">The request.</param>
    /// <param name="keyOf">The idempotency key of the n-th line, or null.</param>
    public async Task RunAsync(HttpContext context, Func<long, string?> keyOf)
    {
        var lines = new NdjsonLines(context.Request.BodyReader, RequestBody.BytesMax);
        await using var answer = new FileBufferingWriteStream(AnswerBytesInMemory);
        await using (var json = new Utf8JsonWriter(answer, new JsonWriterOptions { Encoder = LedgerJson.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            var first = 0L;
            while (await lines.ReadAsync(LinesPerBatch, BytesPerBatch, context.RequestAborted) is { Count: > 0 } batch)
            {
                foreach (var item in await RecordOrRefuseAsync(batch, first, keyOf, context.RequestAborted)) JsonSerializer.Serialize(json, item, LedgerJson.Options);
                await json.FlushAsync(context.RequestAborted);
                first += batch.Count;
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        context.Response.StatusCode = StatusCodes.Status207MultiStatus;
        context.Response.ContentType = "application/json; charset=utf-8";
        await answer.DrainBufferAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task<IngestItem[]> RecordOrRefuseAsync(List<byte[]?> lines, long first, Func<long, string?> keyOf, CancellationToken cancellation)
    {
        try
        {
            return await RecordAsync(lines, first, keyOf, cancellation);
        }
        catch (JournalUnavailableException) when (first > 0)
        {
            // Of what came before, some is recorded: the answer has to say which.
            return [.. lines.Select(static _ => IngestItem.Unavailable)];
        }
    }

    private async Task<IngestItem[]> RecordAsync(List<byte[]?> lines, long first, Func<long, string?> keyOf, CancellationToken cancellation)
    {
        var turns = lines.Select((line, index) => (Line: line, Key: keyOf(first + index))).Where(static item => item.Line is not null)
            .Select(static item => IngestBatch.Try(() => Parse(item.Line!).ToFinishedTurn(item.Key))).ToList();
        var recorded = await IngestBatch.RecordAsync(ledger, turns, cancellation);
        var next = 0;
        return [.. lines.Select(line => line is null ? IngestItem.TooLarge : recorded[next++])];
    }

    private static IngestTurn Parse(byte[] line) => JsonFieldReader.ReadObject(RequestBody.WithoutMark(line), IngestTurn.Fields, new IngestTurn());
}
