using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Testing.Engine;

/// <summary>Everything is reached, until a test says otherwise.</summary>
public sealed class FakeConnectProbe : IConnectProbe
{
    public Error? Failure { get; set; }

    /// <summary>The only port that <see cref="Failure"/> is about; null: all.</summary>
    public int? FailingPort { get; set; }

    public bool IsRefused { get; set; }

    public Task<Result<bool>> ConnectAsync(string host, int port, TimeSpan upTo, CancellationToken cancellationToken)
        => Task.FromResult<Result<bool>>(Failure is { } failure && (FailingPort ?? port) == port ? failure : !IsRefused);
}

/// <summary>The worker's own engine answers, at whatever address.</summary>
public sealed class FakeFirstContact(IWorkerEngines engines) : IFirstContact
{
    public async Task<Result<string>> AskAsync(WorkerId worker, WorkerReach reach, TimeSpan upTo, CancellationToken cancellationToken)
        => await engines.For(worker).DescribeAsync(cancellationToken) is { Ok: true } answer ? answer.Value.Id ?? "" : EngineErrors.Unreachable(worker.Value, $"nobody answers at {reach.Endpoint}");
}
