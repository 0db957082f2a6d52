using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;

namespace ShopHosting.Provisioning.Stores;

/// <summary>What the steps of a store work with during one tick.</summary>
public sealed class StoreContext
{
    private readonly long started;
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly Lazy<StoreStack> stack = null!;
    private Task<Result<Inventory>>? inventory;

    public required StoreState Store { get; init; }

    public required Operation Operation { get; init; }

    public required Placement Placement { get; init; }

    public required StackTemplate Template { get; init; }

    public required IPlatform Platform { get; init; }

    /// <summary>Called when the stack is first asked for: it opens every secret of the store and hashes its specifications, and a mere look from outside needs neither.</summary>
    public required Func<StoreStack> BuildStack
    {
        init => stack = new Lazy<StoreStack>(value);
    }

    public StoreStack Stack => stack.Value;

    public required IWorkerEngine Engine { get; init; }

    public required InstallationOptions Installation { get; init; }

    /// <summary>Opens a secret of the store by its purpose.</summary>
    public required Func<string, string> Secret { get; init; }

    /// <summary>The secret that is on its way into the shop; null when none is.</summary>
    public string? Pending { get; init; }

    /// <summary>How the shop answered from outside, when a step asked.</summary>
    public ProbeAnswer? LastAnswer { get; set; }

    public string Host => Installation.HostOf(Store.Order.Name);

    /// <summary>Where its host name leads, which follows from how it stands: to its application, or while it stands still to the page that says so.</summary>
    public EdgeRoute Route => new(
        Template.Components[Template.Application.Component].Port!.Value, Template.Name, Store.Key, StoreMachine.StandsStill(Store.Status),
        StoreStackBuilder.AddressOf(Installation, Template, Placement, Template.Application.Component, Template.Application.Network));

    /// <summary>Of a shop whose application was made before components had addresses, until it is made anew.</summary>
    public EdgeRoute FormerRoute => Route with { Port = Installation.PortOf(Placement), Address = null };

    public required TimeProvider Clock
    {
        get => clock;
        init => (clock, started) = (value, value.GetTimestamp());
    }

    /// <summary>How long a step may still wait for something within this tick; then it answers NotYet. What went before has used some of it up, so that the tick stays short.</summary>
    public TimeSpan Patience
    {
        get
        {
            var left = LongestPatience - clock.GetElapsedTime(started);
            return left > ShortestPatience ? left : ShortestPatience;
        }
    }

    /// <summary>When nothing went before.</summary>
    public static readonly TimeSpan LongestPatience = TimeSpan.FromMilliseconds(1500);

    private static readonly TimeSpan ShortestPatience = TimeSpan.FromMilliseconds(200);

    /// <summary>What the worker has of this store: one labelled list call for all steps that check side by side.</summary>
    public Task<Result<Inventory>> InventoryAsync(CancellationToken cancellationToken) => inventory ??= Engine.ListAsync(Stack.Labels, cancellationToken);
}
