using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Grains.Stores;

// What a store's containers are doing: their state, what they use, what they write, how they are shut in.
public sealed partial class StoreGrain
{
    private const long MiB = 1024 * 1024;

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

        CountWhenDue(context);
        return new StoreContainers(Now, [.. context.Stack.Components.Select(component => ContainerOf(component, inventory.Value))]);
    }

    public async Task<Result<HardeningScore>> HardeningAsync(CancellationToken cancellationToken = default)
    {
        if (State is not { Placement: { } placement } store || parts.Platforms.Find(store.Order.Platform) is not { } template)
        {
            return new HardeningScore(Now, []);
        }

        var needed = template.Components.Where(component => component.Value.Port is not null).ToDictionary(component => parts.Stacks.NameOf(store, component.Key), component => component.Value.Port!.Value);
        var inspected = await parts.Engines.For(placement.Worker).InspectAsync(parts.Stacks.Labels(store), cancellationToken);
        return inspected.Ok ? ContainerBenchmark.Score(inspected.Value, needed, Now) : inspected.Error;
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

    public async Task HappenedAsync(StoreIncidentKind kind, string part, DateTimeOffset at, bool hasEnded, CancellationToken cancellationToken = default)
    {
        if (State is not { Placement: not null } store || ContextOf(store).Stack.Components.FirstOrDefault(component => component.Name == part)?.Container.Limits is not { } limits)
        {
            return;
        }

        var limit = kind switch { StoreIncidentKind.OutOfMemory => limits.MemoryBytes / MiB, StoreIncidentKind.OutOfProcesses => limits.Pids };
        var incidents = StoreIncident.With(store.Incidents, new StoreIncident(kind, part, limit, at, at, 1, hasEnded));
        if (incidents != store.Incidents)
        {
            LogIncident(store.Key, kind, part, limit);
            await SaveAsync(store with { Incidents = incidents });
        }
    }

    /// <summary>Not waited for: an engine takes a second to count, and the next asking has it.</summary>
    private void CountWhenDue(StoreContext context)
    {
        if (counting.IsCompleted && Now - usage.At >= StoreUsage.LeastPause)
        {
            counting = CountAsync(context);
            counting.Ignore();
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
            NoticeFull(context, counted);
        }
    }

    /// <summary>As a call to itself, because this goes on beside turns, and what is saved is saved in one.</summary>
    private void NoticeFull(StoreContext context, ImmutableArray<ContainerCounters> counted)
    {
        foreach (var full in counted.Where(counters => counters.IsFullOfProcesses))
        {
            var part = context.Stack.Components.First(component => component.Container.Name == full.Name).Name;
            GrainFactory.GetGrain<IStoreGrain>(this.GetPrimaryKeyString()).HappenedAsync(StoreIncidentKind.OutOfProcesses, part, Now, hasEnded: false).Ignore();
        }
    }

    private StoreContainer ContainerOf(StackComponent component, Inventory inventory)
    {
        var found = inventory.Containers.FirstOrDefault(container => container.Name == component.Container.Name);
        var limits = component.Container.Limits;
        var counters = found is { IsRunning: true } ? usage.Counters.GetValueOrDefault(component.Container.Name) : null;
        return new StoreContainer(
            component.Name, component.Title, found?.State ?? "missing", found?.CreatedAt, (int)(limits.MemoryBytes / MiB), limits.CpuMillis, usage.Of(component.Container.Name),
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
