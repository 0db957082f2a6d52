using System.Reflection;
using ShopHosting.Contracts.Persons;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.IntegrationTests.Grains;
using ShopHosting.Silo.Cluster;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>Silos go: work is finished elsewhere, callers hardly notice, and one that only everybody else believes dead does no harm.</summary>
public sealed class LostSiloTests
{
    [Fact]
    public async Task A_shop_whose_silo_is_killed_while_it_is_made_is_finished_by_another_one()
    {
        await using var cluster = await ClusterWorld.StartAsync(controls: 2);
        var world = cluster.World;
        var (begun, goOn) = (NewSignal(), NewSignal());
        world.Holds = what =>
        {
            if (what.StartsWith("EnsureContainer", StringComparison.Ordinal) && what.EndsWith("-database", StringComparison.Ordinal))
            {
                begun.TrySetResult();
                return goOn.Task;
            }

            return Task.CompletedTask;
        };
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await begun.Task.SoonAsync();

        await cluster.Silos.KillAsync(await cluster.SiloOfStoreAsync());
        goOn.SetResult();
        await WatchedAsync(cluster.Client);

        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
        (await world.Database.OperationsAsync(StoreState.Table.Name, StoreWorld.KeyOf(), null, 100, default)).ShouldHaveSingleItem().Outcome.ShouldBe(OperationOutcome.Succeeded);
    }

    [Fact]
    public async Task The_first_command_after_a_lost_silo_is_asked_once_more_and_done_once()
    {
        await using var cluster = await ClusterWorld.StartAsync(controls: 2);
        var world = cluster.World;
        await world.LiveStoreAsync();
        await cluster.Silos.KillAsync(await cluster.SiloOfStoreAsync());

        var answered = await cluster.Client.GetGrain<IStoreGrain>(StoreWorld.KeyOf()).RestartAsync(StoreWorld.Ask(1));

        answered.Error.ShouldBeNull();
        await world.RestAsync();
        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        (await world.Database.OperationsAsync(StoreState.Table.Name, StoreWorld.KeyOf(), null, 100, default)).Count(operation => operation.Kind == OperationKind.Restart).ShouldBe(1);
    }

    [Fact]
    public void Only_what_may_happen_twice_is_asked_twice()
    {
        var methods = typeof(IStoreGrain).Assembly.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrainWithStringKey))).SelectMany(type => type.GetMethods()).ToList();

        // Whoever adds a method sees here which side it falls on. What is asked once, its caller or the reconciler asks again by itself, or a person does.
        methods.Where(method => !AskAgain.MayBeAskedTwice(method)).Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Order(StringComparer.Ordinal).ShouldBe(
        [
            "IAccountGrain.StoreGoneAsync", "IAccountGrain.WakeAsync", "IAccountGrain.WithdrawAsync",
            "IAdministrationGrain.HasAdministratorAsync", "IAdministrationGrain.OpenSetUpAsync", "IAdministrationGrain.SetUpAsync",
            "IEdgeGrain.CheckAsync", "IEdgeGrain.FollowAsync", "IEdgeGrain.PublishAsync", "IEdgeGrain.PutRouteAsync", "IEdgeGrain.RefreshAsync", "IEdgeGrain.RemoveRouteAsync", "IEdgeGrain.WakeAsync",
            "IForwardAuthorityGrain.CertifyAsync", "IForwardAuthorityGrain.TrustedAsync", "IForwardMapGrain.PutAsync", "IForwardMapGrain.RemoveAsync",
            "IPersonGrain.AppointAsync", "IPersonGrain.AskResetAsync", "IPersonGrain.ChangePasswordAsync", "IPersonGrain.EndOtherSessionsAsync", "IPersonGrain.EndSessionAsync",
            "IPersonGrain.ResetPasswordAsync", "IPersonGrain.SignInAsync", "IPersonGrain.TouchSessionAsync", "IPersonGrain.VerifyPasswordAsync", "IPersonGrain.WakeAsync",
            "IReconcilerGrain.PingAsync",
            "ISignInGrain.AskResetAsync", "ISignInGrain.SignInAsync",
            "IStoreGrain.CheckAsync", "IStoreGrain.HappenedAsync", "IStoreGrain.ObserveAsync", "IStoreGrain.PlaceAsync", "IStoreGrain.ProvisionAsync", "IStoreGrain.WakeAsync",
            "IThrottleGrain.ForgetAsync", "IThrottleGrain.TakeAsync", "IWaitingLineGrain.WakeAsync",
            "IWorkerGrain.CheckAsync", "IWorkerGrain.JoinAsync", "IWorkerGrain.SightAsync", "IWorkerGrain.WakeAsync",
        ]);
    }

    [Theory]
    [InlineData(typeof(IStoreGrain), nameof(IStoreGrain.RestartAsync), 2)]
    [InlineData(typeof(IStoreGrain), nameof(IStoreGrain.ViewAsync), 2)]
    [InlineData(typeof(IPersonGrain), nameof(IPersonGrain.ChangePasswordAsync), 1)]
    public async Task A_call_to_a_lost_silo_is_asked_as_often_as_it_may_be(Type grain, string method, int times)
    {
        var context = DispatchProxy.Create<IOutgoingGrainCallContext, LostCall>();
        var call = (LostCall)context;
        call.Method = grain.GetMethod(method);

        await Should.ThrowAsync<SiloUnavailableException>(() => new AskAgain().Invoke(context));

        call.Asked.ShouldBe(times);
    }

    /// <summary>Two clusters on one database and one engine, of which each believes that it is alone: more of a split than membership ever lets happen.</summary>
    [Fact]
    public async Task Two_silos_that_both_believe_that_a_shop_is_theirs_make_it_once()
    {
        await using var cluster = await ClusterWorld.StartAsync(controls: 1);
        var world = cluster.World;
        var first = cluster.Client;
        await cluster.StartSilosAsync();
        var second = cluster.Client;

        var signUps = await Task.WhenAll(world.SignUpAsync(StoreWorld.SignUpOf()), first.GetGrain<IPersonGrain>(Some.User().Value).SignUpAsync(StoreWorld.SignUpOf())).SoonAsync();
        signUps.ShouldContain(signUp => signUp.Ok);
        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();

        // Each decides by what it remembers; the version in the database refuses who is wrong, and that one reads again.
        (await AskedTwiceAsync(() => second.GetGrain<IStoreGrain>(StoreWorld.KeyOf()).DeleteAsync(StoreWorld.Ask(1), "teashop"))).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Deleted);
        (await AskedTwiceAsync(() => first.GetGrain<IStoreGrain>(StoreWorld.KeyOf()).RestartAsync(StoreWorld.Ask(2)))).Error.ShouldNotBeNull().Code.ShouldBe("store.not-possible");
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_worker_is_watched_by_one_control_silo_also_after_one_of_them_is_lost()
    {
        await using var cluster = await ClusterWorld.StartAsync(controls: 3);
        var shares = Enumerable.Range(0, 3).Select(number => new ControlShare(
            cluster.Silos.Service<ISiloStatusOracle>(number), cluster.Silos.Service<Orleans.Runtime.MembershipService.SiloMetadata.ISiloMetadataCache>(number))).ToList();
        var workers = Enumerable.Range(1, 40).Select(number => WorkerId.Parse($"w{number}")).ToList();

        workers.ShouldAllBe(worker => shares.Count(share => share.IsMine(worker)) == 1);
        shares.ShouldAllBe(share => workers.Any(share.IsMine));

        var kept = workers.Where(shares[1].IsMine).ToList();
        var noticed = new Noticed(cluster.Silos.Service<ILocalSiloDetails>(0).SiloAddress, cluster.Silos.Service<ISiloStatusOracle>(1), cluster.Silos.Service<ISiloStatusOracle>(2));
        await cluster.Silos.KillAsync(0);
        await noticed.ByAll.SoonAsync();
        workers.ShouldAllBe(worker => shares[1].IsMine(worker) != shares[2].IsMine(worker));
        kept.ShouldAllBe(worker => shares[1].IsMine(worker));
    }

    /// <summary>A call whose silo is lost whenever it is asked.</summary>
    public class LostCall : DispatchProxy
    {
        public int Asked { get; private set; }

        public MethodInfo? Method { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IOutgoingGrainCallContext.Invoke) => AskedAsync(),
            "get_InterfaceMethod" => Method,
            _ => null,
        };

        private Task AskedAsync()
        {
            Asked++;
            return Task.FromException(new SiloUnavailableException("lost"));
        }
    }

    /// <summary>As the watch of every silo does now and then: the reconciler may have been lost with the silo.</summary>
    private static async Task WatchedAsync(IGrainFactory grains)
    {
        try
        {
            await grains.GetGrain<IReconcilerGrain>(IReconcilerGrain.Key).PingAsync().SoonAsync();
        }
        catch (OrleansException)
        {
            await grains.GetGrain<IReconcilerGrain>(IReconcilerGrain.Key).PingAsync().SoonAsync();
        }
    }

    private static async Task<Result> AskedTwiceAsync(Func<Task<Result>> ask)
    {
        var first = await ask().SoonAsync();
        return first.Ok ? first : await ask().SoonAsync();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells when each of the others knows that a silo is dead.</summary>
    private sealed class Noticed
    {
        public Noticed(SiloAddress lost, params ISiloStatusOracle[] others) => ByAll = Task.WhenAll(others.Select(other =>
        {
            var noticed = NewSignal();
            other.SubscribeToSiloStatusEvents(new Listener(lost, noticed));
            return noticed.Task;
        }));

        public Task ByAll { get; }

        private sealed class Listener(SiloAddress lost, TaskCompletionSource noticed) : ISiloStatusListener
        {
            public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
            {
                if (updatedSilo.Equals(lost) && status == SiloStatus.Dead)
                {
                    noticed.TrySetResult();
                }
            }
        }
    }
}
