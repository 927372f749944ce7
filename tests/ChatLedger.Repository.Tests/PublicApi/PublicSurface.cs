using System.Reflection;
using System.Runtime.CompilerServices;

namespace ChatLedger.Repository.Tests.PublicApi;

/// <summary>Everything that a package's users can see, as text: a type a paragraph, a member a line, both in order.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly) =>
        string.Join('\n', assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).Select(Of));

    private static string Of(Type type)
    {
        var members = MembersOf(type).Order(StringComparer.Ordinal).Select(member => $"    {member}\n");
        return $"{KindOf(type)} {type.Namespace}.{TypeText.Of(type)}{BasesOf(type)}\n{string.Concat(members)}";
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        var text = new MemberText();
        var written = type.GetMethods(Declared).Where(method => !method.IsSpecialName && !IsGenerated(method));
        return
        [
            .. type.GetConstructors(Declared).Where(MemberText.IsVisible).Select(text.Of),
            .. type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(MemberText.IsVisible) && !IsGenerated(property)).Select(text.Of),
            .. type.GetFields(Declared).Where(field => field.IsPublic && !field.IsSpecialName).Select(text.Of),
            .. written.Where(MemberText.IsVisible).Select(text.Of),
        ];
    }

    private static string KindOf(Type type)
    {
        var record = type.GetMethod("PrintMembers", Declared) is { } print && IsGenerated(print) ? "record " : "";
        if (type.IsEnum) return "enum";
        if (type.IsInterface) return "interface";
        if (type.IsValueType) return $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{record}struct";
        var sealing = type switch { { IsAbstract: true, IsSealed: true } => "static ", { IsAbstract: true } => "abstract ", { IsSealed: true } => "sealed ", _ => "" };
        return $"{sealing}{record}class";
    }

    private static string BasesOf(Type type)
    {
        if (type.IsEnum) return "";
        var inherited = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? parent : null;
        var contracts = type.GetInterfaces().Where(contract => !contract.Name.StartsWith("IEquatable", StringComparison.Ordinal) && !IsInherited(type, contract))
            .Select(TypeText.Of).Order(StringComparer.Ordinal);
        var bases = (inherited is null ? [] : new[] { TypeText.Of(inherited) }).Concat(contracts).ToList();
        return bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}";
    }

    private static bool IsInherited(Type type, Type contract) => type.BaseType?.GetInterfaces().Contains(contract) == true;

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name == "EqualityContract";
}
