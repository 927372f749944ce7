using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChatLedger.Extensions.AI.Tests;

internal static class Plain
{
    /// <summary>Characters as themselves, so that their bytes travel, and not their escapes.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
