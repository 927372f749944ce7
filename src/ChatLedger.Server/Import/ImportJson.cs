using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatLedger.Server.Import;

[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(ImportProgress))]
internal sealed partial class ImportJson : JsonSerializerContext;
