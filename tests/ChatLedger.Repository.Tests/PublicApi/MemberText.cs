using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ChatLedger.Repository.Tests.PublicApi;

/// <summary>Writes a member as its user sees it.</summary>
internal sealed class MemberText
{
    private readonly NullabilityInfoContext _nullability = new();

    public string Of(ConstructorInfo constructor) => $"{AccessOf(constructor)}{constructor.DeclaringType!.Name}({Parameters(constructor)})";

    public string Of(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeText.Of))}>" : "";
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{AccessOf(method)}{TypeText.Of(_nullability.Create(method.ReturnParameter))} {method.Name}{generic}({extension}{Parameters(method)})";
    }

    public string Of(PropertyInfo property)
    {
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var accessors = string.Concat(property.GetAccessors(nonPublic: true).Where(IsVisible).Select(accessor => Accessor(property, accessor)));
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Of))}]" : "";
        var shown = property.GetAccessors(nonPublic: true).First(IsVisible);
        return $"{required}{AccessOf(shown)}{TypeText.Of(_nullability.Create(property))} {property.Name}{index} {{ {accessors}}}";
    }

    public string Of(FieldInfo field) => field switch
    {
        { DeclaringType.IsEnum: true } => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        { IsLiteral: true } => $"const {TypeText.Of(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue())}",
        _ => $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeText.Of(_nullability.Create(field))} {field.Name}",
    };

    public static bool IsVisible(MethodBase method) => method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static string Accessor(PropertyInfo property, MethodInfo accessor)
    {
        if (accessor == property.GetMethod) return "get; ";
        return accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; ";
    }

    private static string AccessOf(MethodBase method) =>
        $"{(method.IsPublic ? "" : "protected ")}{(method.IsStatic ? "static " : "")}{(method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : "")}";

    private string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Of));

    private string Of(ParameterInfo parameter)
    {
        var by = parameter switch { { IsOut: true } => "out ", { IsIn: true } => "in ", { ParameterType.IsByRef: true } => "ref ", _ => "" };
        var optional = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "";
        return $"{by}{TypeText.Of(_nullability.Create(parameter))} {parameter.Name}{optional}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        Enum name => $"{name.GetType().Name}.{name}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
