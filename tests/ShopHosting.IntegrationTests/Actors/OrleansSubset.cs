using System.Reflection;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>The list of Orleans' signatures that we may use, orleans-subset.txt, and how a type's members are written in it.</summary>
internal static class OrleansSubset
{
    /// <summary>Full names of types with their members.</summary>
    public static Dictionary<string, List<string>> Read()
    {
        var types = new Dictionary<string, List<string>>();
        var current = "";
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Actors", "orleans-subset.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.Trim().Split(": ", 2) is [var home, var member] && line[0] == ' ' && home.StartsWith("Orleans.", StringComparison.Ordinal))
            {
                Members(home).Add(member);
            }
            else if (line[0] == ' ')
            {
                Members(current).Add(line.Trim());
            }
            else if (line != "Extension methods")
            {
                current = line.Split(' ')[0];
                Members(current);
            }
        }

        return types;

        List<string> Members(string type) => types.TryGetValue(type, out var found) ? found : types[type] = [];
    }

    /// <summary>What is visible of a type, as the list writes it.</summary>
    public static IEnumerable<string> MembersOf(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var overridden = new[] { "ToString", "Equals", "GetHashCode" };
        return type.GetConstructors(Declared).Where(IsVisible).Select(constructor => $".ctor({Parameters(constructor)})")
            .Concat(type.GetProperties(Declared).Where(property => IsVisible(property.GetMethod!))
                .Select(property => $"{Name(property.PropertyType)} {property.Name} {{ get; {(property.SetMethod is { } set && IsVisible(set) ? "set; " : "")}}}"))
            .Concat(type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName && !overridden.Contains(method.Name))
                .Select(method => $"{Name(method.ReturnType)} {Name(method)}({Parameters(method)})"))
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic).Select(field => $"field {field.Name}"))
            .Concat(type.GetEvents(Declared).Select(happening => $"event {happening.Name}"));
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = default" : "")}"));

    private static string Name(MethodInfo method)
        => method.IsGenericMethod ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : method.Name;

    private static string Name(Type type)
        => type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
}
