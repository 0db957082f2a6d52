using System.Collections.Immutable;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.Components;

/// <summary>What happened to a store by itself, the newest first, in sentences.</summary>
public sealed record IncidentsView(ImmutableArray<StoreIncident> Incidents, ImmutableArray<StorePart> Parts)
{
    /// <summary>What is older is history: the activity has it.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromDays(1);

    public static IncidentsView Fresh(StoreView store, DateTimeOffset now) => new([.. store.Incidents.Where(incident => now - incident.LastAt < FreshFor).Reverse()], store.Parts);

    public static IncidentsView All(StoreView store) => new([.. store.Incidents.Reverse()], store.Parts);

    /// <summary>What happened: the time follows.</summary>
    public string What(StoreIncident incident)
    {
        var title = Parts.FirstOrDefault(part => part.Name == incident.Part)?.Title ?? $"the {incident.Part}";
        var part = $"{char.ToUpperInvariant(title[0])}{title[1..]}";
        return incident.Kind switch
        {
            StoreIncidentKind.OutOfMemory => $"{part} ran out of its {Numbers.Megabytes((int)incident.Limit)} of memory",
            StoreIncidentKind.OutOfProcesses => $"{part} came to the limit of its {incident.Limit} processes",
        };
    }

    /// <summary>What became of it and what helps.</summary>
    public static string Then(StoreIncident incident) => incident.Kind switch
    {
        StoreIncidentKind.OutOfMemory => $"{(incident.HasEnded ? "It was ended and started again" : "What needed most of it was ended, the rest went on")}; a larger plan has more.",
        StoreIncidentKind.OutOfProcesses => "It could not begin anything more until some of them ended. A plugin that goes wrong does this; restarting the part ends them all.",
    };
}
