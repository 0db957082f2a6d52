using ShopHosting.Domain.Ids;
using ShopHosting.IntegrationTests.Engine;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Silo.Cluster;
using ShopHosting.Testing.Engine;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>An engine that is found by a row keeps all that engines promise, and the row is read no more than it must be.</summary>
public sealed class WorkerEngineByRowTests() : WorkerEngineContract(new FoundStage())
{
    [Fact]
    public async Task It_is_found_once_while_it_answers_and_again_when_it_did_not()
    {
        var found = 0;
        var engine = new FakeWorkerEngine(InstallationId.Parse("test"), TimeProvider.System);
        var byRow = new WorkerEngineByRow(_ =>
        {
            found++;
            return Task.FromResult<IWorkerEngine>(engine);
        });

        (await byRow.DescribeAsync(default)).Error.ShouldBeNull();
        (await byRow.PingAsync(TimeSpan.FromSeconds(1), default)).Error.ShouldBeNull();
        found.ShouldBe(1);
        engine.Faults.IsUnreachable = true;
        (await byRow.DescribeAsync(default)).Error.ShouldNotBeNull();
        found.ShouldBe(1);
        engine.Faults.IsUnreachable = false;

        (await byRow.DescribeAsync(default)).Error.ShouldBeNull();

        found.ShouldBe(2);
    }

    private sealed class FoundStage : FakeStage
    {
        public FoundStage() => Engine = new WorkerEngineByRow(_ => Task.FromResult<IWorkerEngine>(base.Engine));

        public override IWorkerEngine Engine { get; }
    }
}
