using System.Reflection;

namespace ChatLedger.Repository.Tests.PublicApi;

/// <summary>Writes types as C# does, with what may be null.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(double)] = "double",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(uint)] = "uint",
        [typeof(void)] = "void",
    };

    public static string Of(NullabilityInfo info)
    {
        var type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        if (Nullable.GetUnderlyingType(type) is { } value) return $"{Of(value)}?";
        var mark = !type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "";
        if (info.ElementType is { } element && type.IsArray) return $"{Of(element)}[]{mark}";
        return Named(type, info.GenericTypeArguments.Select(Of)) + mark;
    }

    public static string Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return $"{Of(value)}?";
        return type.IsArray ? $"{Of(type.GetElementType()!)}[]" : Named(type, type.GetGenericArguments().Select(Of));
    }

    private static string Named(Type type, IEnumerable<string> arguments)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", arguments)}>" : name;
    }
}
