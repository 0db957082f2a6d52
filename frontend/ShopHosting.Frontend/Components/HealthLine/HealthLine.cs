using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Live;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.Components;

/// <summary>How a store does, in one line. What was not observed is left out.</summary>
public sealed record HealthLine(StoreView Store, ContainersView Containers)
{
    /// <summary>What containers used longer ago says nothing about now: nobody looked for a while.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    /// <summary>The last visit from outside; null where nobody is sent.</summary>
    public StoreObservation? Seen => StoreWords.IsReachable(Store.Status) ? Store.Observation : null;

    /// <summary>The memory that all its containers use together; null unless each that runs was counted just now.</summary>
    public int? MemoryMb
    {
        get
        {
            if (Containers.Containers is not { } asked)
            {
                return null;
            }

            var running = asked.Containers.Where(container => container.State == "running").ToList();
            var newest = running.Select(container => container.Usage.LastOrDefault()).OfType<UsagePoint>().Where(point => asked.At - point.At < FreshFor).ToList();
            return running.Count > 0 && newest.Count == running.Count ? newest.Sum(point => point.MemoryMb) : null;
        }
    }
}
