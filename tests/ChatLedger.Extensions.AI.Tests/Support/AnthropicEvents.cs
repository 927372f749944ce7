using System.Text.Json;

namespace ChatLedger.Extensions.AI.Tests;

/// <summary>Server-sent events as Anthropic's messages API sends them.</summary>
internal static class AnthropicEvents
{
    public static string Start => Event(new
    {
        type = "message_start",
        message = new
        {
            id = "msg_1",
            type = "message",
            role = "assistant",
            model = "claude-served",
            content = Array.Empty<object>(),
            stop_reason = (string?)null,
            stop_sequence = (string?)null,
            usage = new { input_tokens = 3, output_tokens = 1 },
        },
    }) + Event(new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } });

    public static string Text(string text) => Event(new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text } });

    public static string Finish(string reason = "end_turn") =>
        Event(new { type = "content_block_stop", index = 0 })
        + Event(new { type = "message_delta", delta = new { stop_reason = reason, stop_sequence = (string?)null }, usage = new { output_tokens = 5 } })
        + Event(new { type = "message_stop" });

    public static string Error(string type) => Event(new { type = "error", error = new { type, message = "SECRET of the upstream" } });

    /// <summary>A whole answer in pieces.</summary>
    public static string[] Answer(params string[] pieces) => [Start, .. pieces.Select(Text), Finish()];

    private static string Event(object data)
    {
        var json = JsonSerializer.SerializeToElement(data, Plain.Json);
        return $"event: {json.GetProperty("type").GetString()}\ndata: {JsonSerializer.Serialize(json, Plain.Json)}\n\n";
    }
}
