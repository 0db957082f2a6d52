using System.Collections.Immutable;
using System.Globalization;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>One component of the stack runs as specified and serves. Each has its own row.</summary>
public sealed class StartComponent(string component, string title) : IStep<StoreContext>
{
    /// <summary>Exit code of a container that found its golden data incomplete (sysexits.h, EX_DATAERR).</summary>
    private const int IncompleteData = 65;

    /// <summary>What starting a command in a container may take on a busy machine.</summary>
    private static readonly TimeSpan ExecSlack = TimeSpan.FromSeconds(5);

    public string Name => $"Start.{component}";

    public string Title { get; } = $"Starting {title}";

    public TimeSpan Limit => TimeSpan.FromMinutes(3);

    /// <summary>Whether a container of the right specification runs. Whether it serves is asked by Do, which costs nothing when it does.</summary>
    public async Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var inventory = await context.InventoryAsync(cancellationToken);
        if (!inventory.Ok)
        {
            return new Finding.Unknown(inventory.Error);
        }

        var wanted = context.Stack[component];
        var found = inventory.Value.Containers.FirstOrDefault(container => container.Name == wanted.Container.Name);
        return found is null ? Finding.None : new Finding.Different(found.State);
    }

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var wanted = context.Stack[component];
        var ensured = await context.Engine.EnsureContainerAsync(wanted.Container, wanted.Files, cancellationToken);
        if (!ensured.Ok)
        {
            return ensured.Outcome();
        }

        var patience = context.Patience;
        var ready = await context.Engine.ExecAsync(
            new ExecRequest(wanted.Container.Name, [.. wanted.Ready, ((int)patience.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)], Timeout: patience + ExecSlack), cancellationToken);
        return ready is { Ok: true, Value.ExitCode: 0 } ? StepOutcome.Finished : await WhyNotReadyAsync(context, wanted, cancellationToken);
    }

    /// <summary>A container of somebody else was never ours: there is nothing to take away, however often it is tried.</summary>
    public async Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var removed = await context.Engine.RemoveContainerAsync(context.Stack[component].Container.Name, context.Stack.Labels, cancellationToken);
        return removed.Error is { Code: "engine.foreign" } ? StepOutcome.Finished : removed.Outcome();
    }

    private async Task<StepOutcome> WhyNotReadyAsync(StoreContext context, StackComponent wanted, CancellationToken cancellationToken)
    {
        var inventory = await context.Engine.ListAsync(context.Stack.Labels, cancellationToken);
        var found = inventory.Value?.Containers.FirstOrDefault(container => container.Name == wanted.Container.Name);
        if (found is { IsRunning: false, ExitCode: IncompleteData } && context.Store.LiveSince is null)
        {
            return await CopyAnewAsync(context, wanted, cancellationToken);
        }

        var waitingFor = found switch
        {
            null => "the worker to answer",
            { IsRunning: true } => $"{title} to answer",
            _ => string.Create(CultureInfo.InvariantCulture, $"{title} to start ({found.State}, last exit code {found.ExitCode})"),
        };
        return new StepOutcome.NotYet(found is { IsRunning: true } ? TimeSpan.Zero : TimeSpan.FromMilliseconds(250), waitingFor);
    }

    /// <summary>The copy of the golden data was interrupted before the store ever ran: container and data volume are made anew.</summary>
    private static async Task<StepOutcome> CopyAnewAsync(StoreContext context, StackComponent wanted, CancellationToken cancellationToken)
    {
        var removed = await context.Engine.RemoveContainerAsync(wanted.Container.Name, context.Stack.Labels, cancellationToken);
        foreach (var volume in removed.Ok ? wanted.Container.Volumes.Where(volume => volume.Copy) : ImmutableArray<VolumeMount>.Empty.AsEnumerable())
        {
            removed = await context.Engine.RemoveVolumeAsync(volume.Volume, context.Stack.Labels, cancellationToken);
            if (removed.Ok)
            {
                var again = await context.Engine.EnsureVolumeAsync(context.Stack.Volumes.First(spec => spec.Name == volume.Volume), cancellationToken);
                removed = new(again.Error);
            }
        }

        return removed.Ok ? new StepOutcome.NotYet(TimeSpan.Zero, "a complete copy of its first data") : removed.Outcome();
    }
}
