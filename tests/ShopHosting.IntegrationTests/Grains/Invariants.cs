using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>What must be true of every installation whose grains are at rest, whatever happened to it before.</summary>
internal static class Invariants
{
    private static readonly string[] s_components = ["application", "cache", "database"];
    private static readonly string[] s_networks = ["inner", "outer"];
    private static readonly string[] s_volumes = ["application-secrets", "cache-secrets", "content", "database", "database-secrets"];

    /// <summary>Every one that is broken, in words.</summary>
    public static IReadOnlyList<string> Broken(StoreWorld world) => [.. WorkerHas(world), .. ClaimsAreThoseOfTheStates(world), .. OperationsHaveEnded(world), .. EdgeServesItsRoutes(world), .. AccountsHoldNames(world)];

    private static IEnumerable<string> WorkerHas(StoreWorld world)
    {
        var stores = world.All<StoreState>().ToList();
        var isJoined = world.All<WorkerState>().Any(worker => worker.Status == WorkerStatus.Active);
        var census = world.Engine.Census();
        var still = stores.Where(store => StoreMachine.StandsStill(store.Status)).SelectMany(store => NamesOf(store, s_components)).ToHashSet();
        return
        [
            .. Differences("container", census.Containers.Select(container => container.Name),
            [
                "somebody-elses-database", "sh-other-application", .. isJoined ? PlatformParts("edge", "guard", "relay") : [],
                .. stores.Where(store => StoreMachine.HasContainers(store.Status)).SelectMany(store => NamesOf(store, s_components)),
            ]),
            .. Differences("network", census.Networks.Select(network => network.Name),
                ["somebody-elses-network", .. stores.Where(store => StoreMachine.HasContainers(store.Status)).SelectMany(store => NamesOf(store, s_networks))]),
            .. Differences("volume", census.Volumes.Select(volume => volume.Name),
            [
                "somebody-elses-data", "sh-other-data", .. isJoined ? PlatformParts("edge", "relay", "relay-secrets") : [],
                .. stores.Where(store => StoreMachine.HasContainers(store.Status) || store.Status == StoreStatus.Deleted).SelectMany(store => NamesOf(store, s_volumes)),
            ]),
            .. census.Containers.Where(container => container.IsRunning == still.Contains(container.Name)).Select(container => $"container {container.Name} is {container.State}"),
        ];
    }

    private static IEnumerable<string> ClaimsAreThoseOfTheStates(StoreWorld world)
    {
        var wanted = world.All<StoreState>().SelectMany(store => store.Claims())
            .Concat(world.All<AccountState>().SelectMany(account => account.Claims()))
            .Concat(world.All<PersonState>().SelectMany(person => person.Claims())).ToList();
        var used = world.Database.ListAsync(CancellationToken.None).Result;
        return
        [
            .. Differences("slot", Taken(world, StoreMachine.SlotClaim, Some.Worker.Value), Values(wanted, StoreMachine.SlotClaim)),
            .. Differences("store name", Taken(world, AccountMachine.StoreNameClaim, ""), Values(wanted, AccountMachine.StoreNameClaim)),
            .. Differences("e-mail address", Taken(world, PersonMachine.EmailClaim, ""), Values(wanted, PersonMachine.EmailClaim)),
            .. used.Where(row => row.Used != wanted.Where(claim => claim.Kind == Claim.CapacityKind && claim.Value == row.Resource).Sum(claim => claim.Amount))
                .Select(row => $"{row.Used} {row.Resource} is used, which is not what the stores declare"),
        ];
    }

    private static IEnumerable<string> OperationsHaveEnded(StoreWorld world)
        => from store in world.All<StoreState>().Where(store => store.Status != StoreStatus.Waiting)
           from operation in world.Database.OperationsAsync(StoreState.Table.Name, store.Key, null, 100, CancellationToken.None).Result
           from problem in ProblemsOf(operation)
           select $"{operation.Kind} of store {store.Order.Name} {problem}";

    private static IEnumerable<string> ProblemsOf(Operation operation)
    {
        if (operation.FinishedAt is null || operation.Outcome is OperationOutcome.Running or OperationOutcome.Reverting)
        {
            yield return $"has not ended in the journal ({operation.Outcome})";
        }
        else if (operation.Outcome == OperationOutcome.Succeeded && operation.Steps.Any(step => !step.IsForwardFinished))
        {
            yield return $"succeeded with steps left: {string.Join(", ", operation.Steps.Where(step => !step.IsForwardFinished).Select(step => $"{step.Name} {step.Status}"))}";
        }
    }

    private static IEnumerable<string> EdgeServesItsRoutes(StoreWorld world)
    {
        var routes = world.All<StoreState>().Where(store => StoreMachine.HasContainers(store.Status)).Select(store => $"{store.Order.Name}.shops.localhost:{EndpointOf(store)}").ToList();
        return
        [
            .. Differences("route of the edge's state", world.All<EdgeState>().SelectMany(edge => edge.Routes).Select(route => $"{route.Key}:{(route.Value.IsSuspended ? NginxText.Nowhere : route.Value.Endpoint)}"), routes),
            .. Differences("route that the edge serves", world.Served.Select(route => $"{route.Key}:{route.Value}"), routes),
        ];
    }

    private static string EndpointOf(StoreState store) => StoreMachine.StandsStill(store.Status) ? NginxText.Nowhere : StoreWorld.EndpointOf(store);

    private static IEnumerable<string> AccountsHoldNames(StoreWorld world)
    {
        var accounts = world.All<AccountState>().ToList();
        return
        [
            .. Differences("store of an account", accounts.SelectMany(account => account.Stores).Select(store => store.Id.Value),
                world.All<StoreState>().Where(store => store.Status != StoreStatus.Purged).Select(store => store.Id.Value)),
            .. Differences("account", accounts.Where(account => !account.Stores.IsEmpty).Select(account => account.Id.Value).Except(OwnersOf(world)), []),
        ];
    }

    private static IEnumerable<string> OwnersOf(StoreWorld world) => world.All<PersonState>().Where(person => person.Account is not null).Select(person => person.Account!.Value.Value);

    private static IEnumerable<string> Differences(string what, IEnumerable<string> found, IEnumerable<string> wanted)
    {
        var (there, should) = (found.ToList(), wanted.ToList());
        return
        [
            .. there.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"{what} {group.Key} is there {group.Count()} times"),
            .. there.Except(should).Select(name => $"{what} {name} is left over"),
            .. should.Except(there).Select(name => $"{what} {name} is missing"),
        ];
    }

    private static IEnumerable<string> PlatformParts(params string[] roles) => roles.Select(role => $"sh-{StoreWorld.InstallationId}-{role}");

    private static IEnumerable<string> NamesOf(StoreState store, string[] parts) => parts.Select(part => $"sh-{StoreWorld.InstallationId}-{store.Id}-{part}");

    private static IReadOnlyList<string> Taken(StoreWorld world, string kind, string scope) => world.Database.TakenAsync(kind, scope, CancellationToken.None).Result;

    private static IEnumerable<string> Values(IEnumerable<Claim> claims, string kind) => claims.Where(claim => claim.Kind == kind).Select(claim => claim.Value);
}
