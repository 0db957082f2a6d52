using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace ShopHosting.Actors;

/// <summary>One class of grains in one host: how instances are made, and which there are.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _factory;

    public GrainClass(Type type)
    {
        Type = type;
        _factory = ActivatorUtilities.CreateFactory(type, []);
        MaxLocalWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
    }

    public Type Type { get; }

    public string Name => Type.Name;

    /// <summary>How many stateless workers a key may have; 0 for a grain of which there is one.</summary>
    public int MaxLocalWorkers { get; }

    /// <summary>What serves each key that is in use.</summary>
    public ConcurrentDictionary<string, ICallTarget> Directory { get; } = new(StringComparer.Ordinal);

    public object Create(IServiceProvider services, object?[] arguments) => _factory(services, arguments);

    /// <summary>What serves the key. It costs nothing and begins nothing until it receives its first turn, so one made in vain is harmless.</summary>
    public ICallTarget TargetOf(string key, GrainHost host)
        => Directory.TryGetValue(key, out var found) ? found : Directory.GetOrAdd(key, MakeTarget, host);

    private ICallTarget MakeTarget(string key, GrainHost host)
        => MaxLocalWorkers > 0 ? new StatelessWorkers(host, this, key) : new Activation(host, this, key, null);
}
