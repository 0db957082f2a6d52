using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Stores;

/// <summary>Remembers for a while what the journal says of durations, so that nobody who looks at a store waits for a query.</summary>
[StatelessWorker(1)]
public sealed class TypicalTimesGrain(IEntityIndex index, TimeProvider clock) : Grain, ITypicalTimesGrain
{
    /// <summary>Enough that one bad day says nothing, few enough that a faster machine shows soon.</summary>
    private const int Observed = 20;

    /// <summary>A platform that was not ordered among so many has no typical times: to look for it in all that ever was done would take the longer the more that is.</summary>
    private const int Among = 2000;

    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly Dictionary<OperationKind, (DateTimeOffset At, TypicalTimes Times)> known = [];

    public async Task<TypicalTimes> OfAsync(OperationKind kind, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        if (known.TryGetValue(kind, out var fresh) && now - fresh.At < Freshness)
        {
            return fresh.Times;
        }

        var times = TypicalTimes.From(await index.DurationsAsync(StoreState.Table.Name, "platform", this.GetPrimaryKeyString(), kind, Among, Observed, cancellationToken));
        known[kind] = (now, times);
        return times;
    }
}
