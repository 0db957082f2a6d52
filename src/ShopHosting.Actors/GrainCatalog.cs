using System.Collections.Frozen;
using System.Reflection;

namespace ShopHosting.Actors;

/// <summary>Which classes of grains there are, which interface leads to which, and how the methods travel. Refuses what would not work in both editions, all of it at once.</summary>
internal sealed class GrainCatalog
{
    private readonly FrozenDictionary<Type, GrainClass[]> _classes;
    private readonly List<string> _faults = [];

    public GrainCatalog(GrainHostOptions options)
    {
        _faults.AddRange(options.Faults());
        var classes = ClassesOf(options).Where(IsSound).Select(type => new GrainClass(type)).ToList();
        var interfaces = classes.SelectMany(grain => InterfacesOf(grain.Type).Select(type => (type, grain))).ToLookup(pair => pair.type, pair => pair.grain);
        foreach (var namesakes in classes.GroupBy(grain => grain.Name, StringComparer.OrdinalIgnoreCase).Where(namesakes => namesakes.Count() > 1))
        {
            _faults.Add($"{string.Join(" and ", namesakes.Select(grain => grain.Type.FullName))} have the same name; Orleans looks at no namespace.");
        }

        foreach (var shared in interfaces.Where(IsSharedByMistake))
        {
            _faults.Add($"{string.Join(" and ", shared.Select(grain => grain.Type.FullName))} implement {shared.Key.Name}; an interface has one class.");
        }

        var methods = interfaces.SelectMany(found => found.Key.GetMethods()).Where(IsSound).ToList();
        if (_faults.Count > 0)
        {
            throw new InvalidOperationException($"The grain host does not start. {string.Join(" ", _faults)}");
        }

        options.Json.MakeReadOnly(populateMissingResolver: true);
        Methods = methods.ToFrozenDictionary(method => method, method => GrainMethod.For(method, options.Json));
        _classes = interfaces.ToFrozenDictionary(found => found.Key, found => found.ToArray());
        Classes = classes;
    }

    public IReadOnlyList<GrainClass> Classes { get; }

    public FrozenDictionary<MethodInfo, GrainMethod> Methods { get; }

    /// <summary>The class behind an interface.</summary>
    public GrainClass ClassOf(Type grainInterface, string? classNamePrefix)
    {
        var found = _classes.TryGetValue(grainInterface, out var classes) ? classes : [];
        if (classNamePrefix is not null)
        {
            found = [.. found.Where(grain => grain.Type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal))];
        }

        return found.Length switch
        {
            1 => found[0],
            0 => throw new ArgumentException($"No grain class of this host implements {grainInterface.FullName}{(classNamePrefix is null ? "" : $" and begins with {classNamePrefix}")}."),
            _ => throw new ArgumentException($"Several grain classes implement {grainInterface.FullName}: {string.Join(", ", found.Select(grain => grain.Name))}. Ask for one by its own interface."),
        };
    }

    private static IEnumerable<Type> ClassesOf(GrainHostOptions options)
        => options.Assemblies.Distinct().SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false, IsNestedPrivate: false } && type.IsAssignableTo(typeof(Grain)))
            .Concat(options.Classes).Distinct();

    private static IEnumerable<Type> InterfacesOf(Type type)
        => type.GetInterfaces().Where(found => found != typeof(IGrainWithStringKey) && found.IsAssignableTo(typeof(IGrainWithStringKey)));

    /// <summary>A base interface may be shared (one can then not get a grain by it); one that nothing of the class refines may not.</summary>
    private static bool IsSharedByMistake(IGrouping<Type, GrainClass> found)
        => found.Count() > 1 && found.Any(grain => !InterfacesOf(grain.Type).Any(other => other != found.Key && other.IsAssignableTo(found.Key)));

    private bool IsSound(Type type)
    {
        var fault = type switch
        {
            _ when type.IsAbstract || !type.IsAssignableTo(typeof(Grain)) => $"is not a class that derives from {nameof(Grain)}",
            { ContainsGenericParameters: true } => "is generic",
            _ when !InterfacesOf(type).Any() => $"implements no interface that derives from {nameof(IGrainWithStringKey)}",
            _ when type.GetCustomAttribute<StatelessWorkerAttribute>() is { MaxLocalWorkers: < 1 } => "allows less than one stateless worker",
            _ => null,
        };
        return Sound(fault, type.FullName!);
    }

    private bool IsSound(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var fault = method switch
        {
            { IsStatic: true } => "is static",
            { IsGenericMethodDefinition: true } => "is generic",
            { IsSpecialName: true } => "is a property or an event; a grain interface has methods only",
            _ when Array.Exists(parameters, parameter => parameter.ParameterType.IsByRef) => "has an out, in or ref parameter",
            _ when parameters.Count(parameter => parameter.ParameterType == typeof(CancellationToken)) > 1 => "has more than one cancellation token",
            _ when !IsAnswer(method.ReturnType) => $"returns {method.ReturnType.Name}; it must be Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>",
            _ => parameters.Select(parameter => parameter.ParameterType).Where(type => type != typeof(CancellationToken))
                .Concat(method.ReturnType.GetGenericArguments())
                .Select(type => Wire.Objection(type) is { } objection ? $"uses {type.Name}, which {objection}" : null)
                .FirstOrDefault(objection => objection is not null),
        };
        return Sound(fault, $"{method.DeclaringType!.FullName}.{method.Name}");
    }

    private static bool IsAnswer(Type type)
        => type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() is var kind)
            && (kind == typeof(Task<>) || kind == typeof(ValueTask<>) || kind == typeof(IAsyncEnumerable<>)));

    private bool Sound(string? fault, string what)
    {
        if (fault is not null)
        {
            _faults.Add($"{what} {fault}.");
        }

        return fault is null;
    }
}
