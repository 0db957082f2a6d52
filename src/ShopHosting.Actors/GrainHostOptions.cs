using System.Reflection;
using System.Text.Json;

namespace ShopHosting.Actors;

/// <summary>How the grain host runs. The times are those of Orleans unless said otherwise.</summary>
public sealed class GrainHostOptions
{
    /// <summary>Assemblies whose grain classes are hosted; private nested classes are not looked at.</summary>
    public ICollection<Assembly> Assemblies { get; } = [];

    /// <summary>Further grain classes, one by one.</summary>
    public ICollection<Type> Classes { get; } = [];

    /// <summary>How arguments and results travel. Becomes read-only when the host is made.</summary>
    public JsonSerializerOptions Json { get; set; } = new();

    /// <summary>After this a caller gets a <see cref="TimeoutException"/>, while a begun turn goes on. Looked at every second. Default 30 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An activation unused for this long goes. Default 15 minutes.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>OnActivateAsync may take this long. Default 30 s.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>OnDeactivateAsync is waited for this long. Default 30 s.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>When the host stops, accepted calls may take this long. Our own default, 20 s: less than what the .NET host waits for all services.</summary>
    public TimeSpan StopGracePeriod { get; set; } = TimeSpan.FromSeconds(20);

    internal IEnumerable<string> Faults()
    {
        foreach (var (name, value) in new[]
        {
            (nameof(CallTimeout), CallTimeout), (nameof(CollectionAge), CollectionAge), (nameof(ActivationTimeout), ActivationTimeout),
            (nameof(DeactivationTimeout), DeactivationTimeout), (nameof(StopGracePeriod), StopGracePeriod),
        })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return $"{nameof(GrainHostOptions)}.{name} is {value}; it must be more than zero.";
            }
        }
    }
}
