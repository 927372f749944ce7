using System.Text.Json;

namespace ChatLedger.Extensions.AI.Tests;

/// <summary>Server-sent events as OpenAI's chat completions send them.</summary>
internal static class OpenAIEvents
{
    public const string Done = "data: [DONE]\n\n";

    public const string Error = """data: {"error":{"message":"SECRET of the upstream","code":500}}""" + "\n\n";

    /// <summary>No more than a small server of one's own may send.</summary>
    public static readonly string[] SparseAnswer =
    [
        ": busy\n\n",
        """data: {"choices":[{"delta":{"content":"sparse"}}]}""" + "\n\n",
        """data: {"choices":[{"delta":{},"finish_reason":"stop"}]}""" + "\n\n",
    ];

    public static string Text(string content) => Chunk(new { role = "assistant", content }, finish: null);

    public static string Refusal(string refusal) => Chunk(new { refusal }, finish: null);

    public static string Finish(string reason = "stop") => Chunk(new { }, reason);

    public static string Usage(int input, int output) =>
        Event(new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1_700_000_000, model = "served-model", choices = Array.Empty<object>(), usage = new { prompt_tokens = input, completion_tokens = output, total_tokens = input + output } });

    /// <summary>A whole answer in pieces.</summary>
    public static string[] Answer(params string[] pieces) => [.. pieces.Select(Text), Finish(), Usage(3, 5), Done];

    private static string Chunk(object delta, string? finish) =>
        Event(new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1_700_000_000, model = "served-model", choices = new[] { new { index = 0, delta, finish_reason = finish } } });

    private static string Event(object data) => $"data: {JsonSerializer.Serialize(data, Plain.Json)}\n\n";
}
