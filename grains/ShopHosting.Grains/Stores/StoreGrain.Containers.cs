using System.Runtime.CompilerServices;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Grains.Stores;

// What a store's containers are doing: their state, what they use, what they write.
public sealed partial class StoreGrain
{
    private StoreUsage usage = StoreUsage.None;
    private Task counting = Task.CompletedTask;

    public async Task<Result<StoreContainers>> ContainersAsync(CancellationToken cancellationToken = default)
    {
        if (State is not { Placement: not null } store)
        {
            return new StoreContainers(Now, []);
        }

        var context = ContextOf(store);
        var inventory = await context.InventoryAsync(cancellationToken);
        if (!inventory.Ok)
        {
            return inventory.Error;
        }

        // Not waited for: an engine takes a second to count, and the next asking has it.
        if (counting.IsCompleted && Now - usage.At >= StoreUsage.LeastPause)
        {
            counting = CountAsync(context);
            counting.Ignore();
        }

        return new StoreContainers(Now, [.. context.Stack.Components.Select(component => ContainerOf(component, inventory.Value))]);
    }

    public async IAsyncEnumerable<StoreLogLine> LogsAsync(
        string component, long afterCursor, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (State is not { Placement: not null } store || ContextOf(store) is not { } context || context.Stack.Components.FirstOrDefault(known => known.Name == component) is not { } found)
        {
            yield break;
        }

        await using var lines = context.Engine.LogsAsync(found.Container.Name, afterCursor, Math.Clamp(tail, 1, StoreLogLine.MostTail), follow, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await HasNextAsync(lines))
        {
            yield return new StoreLogLine(lines.Current.Cursor, lines.Current.At, lines.Current.IsError, lines.Current.Text);
        }
    }

    /// <summary>At the first look twice, so that there is a point soon.</summary>
    private async Task CountAsync(StoreContext context)
    {
        if (usage.Counters.IsEmpty && await context.Engine.CountersAsync(context.Stack.Labels, CancellationToken.None) is { Ok: true, Value: var first })
        {
            usage = usage.With(first, Now);
        }

        if (await context.Engine.CountersAsync(context.Stack.Labels, CancellationToken.None) is { Ok: true, Value: var counted })
        {
            usage = usage.With(counted, Now);
        }
    }

    private StoreContainer ContainerOf(StackComponent component, Inventory inventory)
    {
        var found = inventory.Containers.FirstOrDefault(container => container.Name == component.Container.Name);
        var limits = component.Container.Limits;
        var counters = found is { IsRunning: true } ? usage.Counters.GetValueOrDefault(component.Container.Name) : null;
        return new StoreContainer(
            component.Name, component.Title, found?.State ?? "missing", found?.CreatedAt, (int)(limits.MemoryBytes / (1024 * 1024)), limits.CpuMillis, usage.Of(component.Container.Name),
            counters?.StartedAt, counters?.Restarts ?? 0);
    }

    /// <summary>A connection that breaks ends the log; whoever reads asks again.</summary>
    private static async Task<bool> HasNextAsync(IAsyncEnumerator<LogLine> lines)
    {
        try
        {
            return await lines.MoveNextAsync();
        }
        catch (EngineStreamException)
        {
            return false;
        }
    }
}
