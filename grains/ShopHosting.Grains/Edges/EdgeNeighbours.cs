using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Edges;

/// <summary>What one edge has to know of the others, as the rows say.</summary>
public sealed class EdgeNeighbours(IEntityIndex index, IEntityStore<WorkerState> rows)
{
    private const int Page = 500;

    /// <summary>Null when it is out of service.</summary>
    public async Task<Neighbour?> FindAsync(WorkerId id, CancellationToken cancellationToken)
        => await rows.LoadAsync(id.Value, cancellationToken) is { State: { Status: not WorkerStatus.Retired } worker } ? new(id, worker.Status, worker.Address, worker.IsIngress) : null;

    /// <summary>All workers but those that are out of service.</summary>
    public Task<List<Neighbour>> AllAsync(CancellationToken cancellationToken) => ListAsync([], cancellationToken);

    /// <summary>Those by whose edges visitors come in.</summary>
    public Task<List<Neighbour>> IngressAsync(CancellationToken cancellationToken) => ListAsync(new() { ["is_ingress"] = 1L }, cancellationToken);

    /// <summary>Part of the map to the version of its row.</summary>
    public async Task<IReadOnlyList<(string Part, long Version)>> MapVersionsAsync(CancellationToken cancellationToken)
        => [.. (await index.ListAsync(ForwardMap.Table.Name, new Dictionary<string, object?>(), null, ForwardMap.Parts, cancellationToken)).Select(row => (row.Key, row.Version))];

    private async Task<List<Neighbour>> ListAsync(Dictionary<string, object?> where, CancellationToken cancellationToken)
    {
        var found = new List<Neighbour>();
        IReadOnlyList<EntityRow> page;
        string? after = null;
        do
        {
            page = await index.ListAsync(WorkerState.Table.Name, where, after, Page, cancellationToken);
            found.AddRange(page.Select(Neighbour.Of).Where(worker => worker.Status != WorkerStatus.Retired));
            after = page.Count == 0 ? null : page[^1].Key;
        }
        while (page.Count == Page);
        return found;
    }
}

/// <param name="Address">Null when no other edge reaches it.</param>
public sealed record Neighbour(WorkerId Id, WorkerStatus Status, string? Address, bool IsIngress)
{
    public bool IsSeen => Status is WorkerStatus.Active or WorkerStatus.Repairing;

    public static Neighbour Of(EntityRow row)
        => new(WorkerId.Parse(row.Key), Enum.Parse<WorkerStatus>((string)row.Columns["status"]!), (string?)row.Columns["address"], row.Columns["is_ingress"] is 1L);
}
