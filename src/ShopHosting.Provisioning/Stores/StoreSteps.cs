using System.Collections.Immutable;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Stores.Steps;

namespace ShopHosting.Provisioning.Stores;

/// <summary>The workflows of a store, to be read aloud. Claims are not steps: place, name and capacity are taken with the state.</summary>
public sealed class StoreSteps(IEdge edge, IAccounts accounts)
{
    /// <summary>What is done for this kind of work on a stack of this template.</summary>
    /// <param name="part">The one component that a restart means; null for all.</param>
    public StepList<StoreContext> For(StoreWork work, StackTemplate template, string? part = null) => work switch
    {
        StoreWork.Place or StoreWork.Provision or StoreWork.Revert => new(
        [
            Stage.One(new ImagesPresent()),
            Stage.Together<StoreContext>([new CreateNetworks(), new CreateVolumes()]),
            .. Starts(template),
            Stage.Together<StoreContext>([new Personalise(), new PublishRoute(edge)]),      // nobody knows the address before it is live
            Stage.One(new SeenFromOutside(edge)),
        ]),

        StoreWork.Restart when part is not null && template.Components.TryGetValue(part, out var only) => new(
        [
            Stage.One(new VolumesPresent()),
            Stage.One(new StopComponent(part, only.Title)),
            Stage.One(new CreateNetworks()),
            .. Starts(template),                                                           // one made anew may have another address, which the others have to know
            Stage.One(new PublishRoute(edge)),
            Stage.One(new SeenFromOutside(edge)),
        ]),

        StoreWork.Rotate => new([Stage.One(new ChangePassword())]),

        StoreWork.Restart => new(
        [
            Stage.One(new VolumesPresent()),
            .. Stops(template),
            Stage.One(new CreateNetworks()),
            .. Starts(template),
            Stage.One(new PublishRoute(edge)),
            Stage.One(new SeenFromOutside(edge)),
        ]),

        StoreWork.Suspend => new(
        [
            Stage.One(new SuspendRoute(edge)),
            .. Stops(template),
            Stage.One(new SeenSuspended(edge)),
        ]),

        StoreWork.Repair or StoreWork.Resume => new(
        [
            Stage.One(new ImagesPresent()),
            Stage.One(new VolumesPresent()),
            Stage.One(new CreateNetworks()),
            .. Starts(template),
            Stage.One(new PublishRoute(edge)),
            Stage.One(new SeenFromOutside(edge)),
        ]),

        StoreWork.Delete => new(
        [
            Stage.One(new CloseRoute(edge)),
            Stage.One(new RemoveContainers()),
            Stage.One(new RemoveNetworks()),
        ]),

        StoreWork.Purge => new(
        [
            Stage.One(new RemoveContainers()),
            Stage.One(new RemoveNetworks()),
            Stage.One(new RemoveVolumes()),
            Stage.One(new ForgetStore(accounts)),
        ]),

        StoreWork.Forget => new(
        [
            Stage.One(new DropRoute(edge)),
            Stage.One(new ForgetStore(accounts)),
        ]),
    };

    private static ImmutableArray<Stage<StoreContext>> Starts(StackTemplate template)
        => [.. ByStage(template).Select(stage => Stage.Together<StoreContext>(stage.Select(pair => new StartComponent(pair.Key, pair.Value.Title))))];

    private static ImmutableArray<Stage<StoreContext>> Stops(StackTemplate template)
        => [.. ByStage(template).Reverse().Select(stage => Stage.Together<StoreContext>(stage.Select(pair => new StopComponent(pair.Key, pair.Value.Title))))];

    /// <summary>Components side by side, those that wait for others after them.</summary>
    private static IEnumerable<IGrouping<int, KeyValuePair<string, ComponentTemplate>>> ByStage(StackTemplate template)
    {
        var stages = template.Stages();
        return template.Components.GroupBy(pair => stages[pair.Key]).OrderBy(group => group.Key);
    }
}
