using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>Grains of which several serve one key.</summary>
public sealed class StatelessWorkerTests : GrainTests
{
    [Fact]
    public async Task As_many_calls_run_at_once_as_there_may_be_workers_and_the_rest_waits()
    {
        var calls = Enumerable.Range(0, 5).Select(_ => Get<IWorkerGrain>().HoldAsync("gate")).ToList();
        for (var i = 0; i < 3; i++)
        {
            await Stage.NextAsync("begins");
        }

        Stage.Open("gate");
        var most = (await Task.WhenAll(calls).SoonAsync()).Max();

        most.ShouldBe(3);
    }

    [Fact]
    public async Task A_worker_that_is_free_is_used_again()
    {
        Stage.Open("gate");
        for (var i = 0; i < 5; i++)
        {
            await Get<IWorkerGrain>().HoldAsync("gate").SoonAsync();
        }

        Stage.Count("activated").ShouldBe(1);
    }

    [Fact]
    public async Task Each_key_has_its_own_workers()
    {
        var calls = Enumerable.Range(0, 6).Select(i => Get<IWorkerGrain>(i < 3 ? "a" : "b").HoldAsync("gate")).ToList();
        for (var i = 0; i < 6; i++)
        {
            await Stage.NextAsync("begins");
        }

        Stage.Open("gate");
        await Task.WhenAll(calls).SoonAsync();
        Stage.Count("activated").ShouldBe(6);
    }

    [Fact]
    public async Task Unused_workers_go_and_come_again()
    {
        Stage.Open("gate");
        await Get<IWorkerGrain>().HoldAsync("gate").SoonAsync();
        Clock.Advance(GrainCluster.CollectionAge);
        await Stage.NextAsync("deactivated");

        await Get<IWorkerGrain>().HoldAsync("gate").SoonAsync();

        Stage.Count("activated").ShouldBe(2);
    }
}

public interface IWorkerGrain : IGrainWithStringKey
{
    Task<int> HoldAsync(string gate);
}

[StatelessWorker(3)]
public sealed class WorkerGrain(Stage stage) : Grain, IWorkerGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stage.Note("activated");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Note("deactivated");
        return Task.CompletedTask;
    }

    /// <summary>How many had begun and not ended when the gate opened.</summary>
    public async Task<int> HoldAsync(string gate)
    {
        stage.Note("begins");
        await stage.GateAsync(gate);
        var atOnce = stage.Count("begins") - stage.Count("ends");
        stage.Note("ends");
        return atOnce;
    }
}
