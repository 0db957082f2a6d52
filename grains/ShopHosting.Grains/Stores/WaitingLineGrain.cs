using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Stores;

/// <summary>Lets the stores that wait for room look for it in the order of their orders. Where one finds none, all that need the same are passed over.</summary>
public sealed class WaitingLineGrain(IEntityIndex index, TimeProvider clock) : Grain, IWaitingLineGrain
{
    private const int Page = 100;
    private static readonly IReadOnlyDictionary<string, object?> Waiting = new Dictionary<string, object?> { ["status"] = nameof(StoreStatus.Waiting) };

    private readonly HashSet<(object? Platform, object? Plan)> withoutRoom = [];
    private readonly Queue<EntityRow> next = [];
    private EntityRow? last;
    private bool isAsked;
    private Ticker? ticker;

    public Task WakeAsync(CancellationToken cancellationToken = default)
    {
        (isAsked, last) = (true, null);
        next.Clear();
        withoutRoom.Clear();
        ticker ??= new Ticker(this, clock, StepAsync, () => isAsked ? TimeSpan.Zero : null);
        ticker.Set();
        return Task.CompletedTask;
    }

    /// <summary>One store's turn. False at the end of the line.</summary>
    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (next.Count == 0)
        {
            foreach (var row in await index.OldestAsync(StoreState.Table.Name, Waiting, last, Page, cancellationToken))
            {
                next.Enqueue(row);
            }

            isAsked = next.Count > 0;
            return isAsked;
        }

        last = next.Dequeue();
        var need = (last.Columns["platform"], last.Columns["plan"]);
        if (!withoutRoom.Contains(need) && !await GrainFactory.GetGrain<IStoreGrain>(last.Key).PlaceAsync(cancellationToken))
        {
            withoutRoom.Add(need);
        }

        return true;
    }
}
