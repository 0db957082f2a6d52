using System.Collections.Frozen;
using System.Reflection;

namespace ShopHosting.Actors;

/// <summary>What a reference to a grain is: an object with the grain's interface that sends each call to the host. Equal when the grain is.</summary>
#pragma warning disable CA1852 // the made proxies derive from it
internal class GrainProxy : DispatchProxy
#pragma warning restore CA1852
{
    private FrozenDictionary<MethodInfo, GrainMethod> _methods = null!;

    public GrainTarget Target { get; private set; } = null!;

    public static TGrainInterface To<TGrainInterface>(GrainTarget target, FrozenDictionary<MethodInfo, GrainMethod> methods)
        where TGrainInterface : IGrainWithStringKey
    {
        var reference = Create<TGrainInterface, GrainProxy>();
        var proxy = (GrainProxy)(object)reference;
        proxy._methods = methods;
        proxy.Target = target;
        return reference;
    }

    public override bool Equals(object? obj) => obj is GrainProxy other && other.Target == Target;

    public override int GetHashCode() => Target.GetHashCode();

    public override string ToString() => Target.ToString();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _methods[targetMethod!].Send(Target, args ?? []);
}
