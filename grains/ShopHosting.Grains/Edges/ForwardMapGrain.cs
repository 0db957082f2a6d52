using ShopHosting.Contracts.Edges;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Edges;

/// <summary>One part of the map from host names to workers. Edges look by themselves what is new.</summary>
public sealed class ForwardMapGrain(IEntityStore<ForwardMap> rows, TimeProvider clock) : EntityGrain<ForwardMap>(rows, clock), IForwardMapGrain
{
    public Task<Result<long>> PutAsync(string host, Forward forward, CancellationToken cancellationToken = default) => ChangeAsync(map => map.With(host, forward));

    public Task<Result<long>> RemoveAsync(string host, Forward forward, CancellationToken cancellationToken = default) => ChangeAsync(map => map.Without(host, forward));

    public Task<Forward?> FindAsync(string host, CancellationToken cancellationToken = default) => Task.FromResult(Known.Forwards.GetValueOrDefault(host));

    public Task<ForwardMapView> ViewAsync(CancellationToken cancellationToken = default) => Task.FromResult(new ForwardMapView(Version, Known.Forwards));

    private ForwardMap Known => State ?? new ForwardMap { Part = this.GetPrimaryKeyString() };

    private async Task<Result<long>> ChangeAsync(Func<ForwardMap, ForwardMap> change)
    {
        var known = Known;
        var next = change(known);
        return ReferenceEquals(next, known) || await SaveAsync(next) is not { Ok: false } refused ? Version : refused.Error;
    }
}
