#if !CLUSTER
using System.Reflection;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>
/// Nothing compiles against our grain host that would not compile against Orleans: its public names are compared with the list of
/// Orleans' own signatures, orleans-subset.txt.
/// </summary>
public sealed class SurfaceTests
{
    /// <summary>What is ours: setting the host up, and the exception of the calls it could not serve.</summary>
    private static readonly string[] s_own =
        [nameof(GrainHost), nameof(GrainHostOptions), nameof(GrainHostInstruments), nameof(GrainHostServices), nameof(GrainCallException)];

    /// <summary>Named in the signatures of the list without an entry of their own, so we may have them, but no members.</summary>
    private static readonly string[] s_namedOnly = [nameof(IGrainContext), nameof(IAddressable), nameof(DeactivationReasonCode)];

    private static readonly Dictionary<string, List<string>> s_orleans = ReadSubset();

    public static TheoryData<string> OrleansTypes()
        => [.. typeof(Grain).Assembly.GetExportedTypes().Select(type => type.Name).Except(s_own).Except(s_namedOnly)];

    [Theory]
    [MemberData(nameof(OrleansTypes))]
    public void A_public_type_has_only_members_that_Orleans_has(string name)
    {
        var type = typeof(Grain).Assembly.GetType($"ShopHosting.Actors.{name}")!;

        s_orleans.ShouldContainKey(name);
        MembersOf(type).Except(s_orleans[name]).ShouldBeEmpty();
    }

    [Fact]
    public void Types_that_are_only_named_have_no_members()
    {
        MembersOf(typeof(IGrainContext)).ShouldBeEmpty();
        MembersOf(typeof(IAddressable)).ShouldBeEmpty();
    }

    /// <summary>Source: Orleans 10.4, IGrainBase.cs.</summary>
    [Fact]
    public void The_reasons_of_deactivation_are_those_of_Orleans()
        => Enum.GetNames<DeactivationReasonCode>().ShouldBe(
        [
            "None", "ShuttingDown", "ActivationFailed", "DirectoryFailure", "ActivationIdle", "ActivationUnresponsive", "DuplicateActivation",
            "IncompatibleRequest", "ApplicationError", "ApplicationRequested", "Migrating", "RuntimeRequested", "HighMemoryPressure",
        ]);

    [Fact]
    public void The_comparison_sees_a_member_that_Orleans_does_not_have()
        => MembersOf(typeof(GrainHostOptions)).Except(s_orleans.Values.SelectMany(members => members))
            .ShouldContain("TimeSpan CallTimeout { get; set; }");

    private static IEnumerable<string> MembersOf(Type type)
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

    private static Dictionary<string, List<string>> ReadSubset()
    {
        var types = new Dictionary<string, List<string>>();
        var current = "";
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Actors", "orleans-subset.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] != ' ')
            {
                current = line.Split(' ')[0].Split('.')[^1];
                types.TryAdd(current, []);
            }
            else if (line.Trim().Split(": ", 2) is [var home, var member] && home.StartsWith("Orleans.", StringComparison.Ordinal))
            {
                types.TryAdd(home.Split('.')[^1], []);
                types[home.Split('.')[^1]].Add(member);
            }
            else
            {
                types[current].Add(line.Trim());
            }
        }

        return types;
    }
}
#endif
