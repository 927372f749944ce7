using System.Text.Json;
using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;
using ChatLedger.Journal;
using Microsoft.AspNetCore.Http;

namespace ChatLedger.AspNetCore.Ingest;

/// <summary>
/// Records newline-delimited JSON as it comes and answers as it goes, so that neither the number of lines nor the answer's length is bounded by memory.
/// An item is written only after its turn is durable.
/// </summary>
internal sealed class NdjsonIngest(IChatLedger ledger)
{
    private const int LinesPerBatch = 500;
    private const int BytesPerBatch = 1 << 20;

    public async Task RunAsync(HttpContext context, Func<IngestTurn, FinishedTurn> finish)
    {
        var lines = new NdjsonLines(context.Request.BodyReader, RequestBody.BytesMax);
        var batch = await lines.ReadAsync(LinesPerBatch, BytesPerBatch, context.RequestAborted);
        var items = await RecordAsync(batch, finish, context.RequestAborted);

        // Until the first batch is durable an error is still a status; from here on the answer has begun.
        context.Response.StatusCode = StatusCodes.Status207MultiStatus;
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Encoder = LedgerJson.Options.Encoder });
        json.WriteStartObject();
        json.WriteStartArray("items");
        while (batch.Count > 0)
        {
            foreach (var item in items) JsonSerializer.Serialize(json, item, LedgerJson.Options);
            await json.FlushAsync(context.RequestAborted);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            batch = await lines.ReadAsync(LinesPerBatch, BytesPerBatch, context.RequestAborted);
            items = await RecordOrRefuseAsync(batch, finish, context.RequestAborted);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private async Task<IngestItem[]> RecordOrRefuseAsync(List<byte[]?> lines, Func<IngestTurn, FinishedTurn> finish, CancellationToken cancellation)
    {
        try
        {
            return await RecordAsync(lines, finish, cancellation);
        }
        catch (JournalUnavailableException)
        {
            return [.. lines.Select(static _ => IngestItem.Unavailable)];
        }
    }

    private async Task<IngestItem[]> RecordAsync(List<byte[]?> lines, Func<IngestTurn, FinishedTurn> finish, CancellationToken cancellation)
    {
        var recorded = await IngestBatch.RecordAsync(
            ledger, [.. lines.OfType<byte[]>().Select(line => IngestBatch.Try(() => finish(JsonFieldReader.ReadObject(line, IngestTurn.Fields, new IngestTurn()))))], cancellation);
        var next = 0;
        return [.. lines.Select(line => line is null ? IngestItem.TooLarge : recorded[next++])];
    }
}
