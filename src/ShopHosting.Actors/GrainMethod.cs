using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ShopHosting.Actors;

/// <summary>One method of a grain interface: how it is called, and how its arguments travel. Made once per host.</summary>
internal abstract class GrainMethod
{
    private readonly MethodInvoker _invoker;
    private readonly JsonTypeInfo?[] _arguments;
    private readonly int _token;

    protected GrainMethod(MethodInfo method, JsonSerializerOptions json)
    {
        var parameters = method.GetParameters();
        _invoker = MethodInvoker.Create(method);
        _token = Array.FindIndex(parameters, parameter => parameter.ParameterType == typeof(CancellationToken));
        _arguments = [.. parameters.Select((parameter, i) => i == _token ? null : Wire.InfoOf(parameter.ParameterType, json))];
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        Interleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
    }

    public string Name { get; }

    public bool Interleave { get; }

    public bool ReadOnly { get; }

    public bool TakesToken => _token >= 0;

    public static GrainMethod For(MethodInfo method, JsonSerializerOptions json)
    {
        var returns = method.ReturnType;
        var kind = returns.IsGenericType ? returns.GetGenericTypeDefinition() : returns;
        var made = kind == typeof(IAsyncEnumerable<>) ? typeof(StreamMethod<>) : typeof(CallMethod<>);
        var result = returns.IsGenericType ? returns.GetGenericArguments()[0] : typeof(Nothing);
        return (GrainMethod)Activator.CreateInstance(made.MakeGenericType(result), method, json)!;
    }

    /// <summary>Calls it as a caller does: what comes back is the task or the stream the interface promises.</summary>
    public abstract object Send(GrainTarget target, object?[] arguments);

    /// <summary>Calls the grain itself. The arguments are its own copies.</summary>
    protected internal object? Invoke(Grain grain, object?[] arguments) => _invoker.Invoke(grain, arguments.AsSpan());

    protected internal CancellationToken TokenIn(object?[] arguments) => TakesToken ? (CancellationToken)arguments[_token]! : default;

    /// <summary>The arguments as the grain gets them.</summary>
    protected internal object?[] Copy(object?[] arguments)
    {
        var copies = new object?[arguments.Length];
        for (var i = 0; i < copies.Length; i++)
        {
            copies[i] = Wire.Copy(arguments[i], _arguments[i]);
        }

        return copies;
    }

    protected internal void SetToken(object?[] arguments, CancellationToken token)
    {
        if (TakesToken)
        {
            arguments[_token] = token;
        }
    }
}

/// <summary>The grain a reference stands for.</summary>
internal sealed record GrainTarget(GrainHost Host, GrainClass Class, string Key)
{
    public override string ToString() => $"{Class.Name}/{Key}";
}
