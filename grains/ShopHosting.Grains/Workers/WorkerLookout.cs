using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Grains.Workers;

/// <summary>Asks one worker again and again whether it is there, and keeps what follows from the answers.</summary>
/// <param name="worker">Whom it asks.</param>
/// <param name="engines">Its engine is asked all the time.</param>
/// <param name="probes">Asks its edge while its engine does not answer.</param>
/// <param name="edge">Where that listens for visitors; null when nobody knows.</param>
/// <param name="mostAtOnce">However many workers are away, no more than so many are waited for at once.</param>
/// <param name="begin">What is known of it when this begins.</param>
/// <param name="clock">Of all times here.</param>
public sealed class WorkerLookout(
    WorkerId worker, IWorkerEngines engines, IProbeClient probes, (string Address, int Port)? edge, SemaphoreSlim mostAtOnce, WorkerSight begin, TimeProvider clock)
{
    private readonly Lock gate = new();
    private WorkerSight sight = begin;

    public WorkerSight Sight
    {
        get
        {
            lock (gate)
            {
                return sight;
            }
        }
    }

    public void Observe(SightPath path, bool isAnswered)
    {
        lock (gate)
        {
            sight = sight.With(new(clock.GetUtcNow(), path, isAnswered));
        }
    }

    /// <summary>Asks its engine once; while that is in doubt, its edge beside it.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        await mostAtOnce.WaitAsync(cancellationToken);
        try
        {
            var inDoubt = Sight is { Misses: > 0 } or { Is: not Domain.Workers.Sight.Seen };
            var edgeAnswers = inDoubt && edge is { } there ? DoesEdgeAnswerAsync(there.Address, there.Port, cancellationToken) : null;
            var answer = await engines.For(worker).PingAsync(WorkerSight.Patience, cancellationToken);
            Observe(SightPath.Engine, answer.Ok);
            if (edgeAnswers is not null && await edgeAnswers is var isServing && !answer.Ok)
            {
                Observe(SightPath.Edge, isServing);
            }
        }
        finally
        {
            mostAtOnce.Release();
        }
    }

    /// <summary>Whatever it answers: a server that knows no such host is there.</summary>
    private async Task<bool> DoesEdgeAnswerAsync(string address, int port, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(WorkerSight.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await probes.ProbeAsync(new HttpProbe(address, port, "lookout", "/", TimeSpan.Zero), either.Token) is { Ok: true, Value.Status: > 0 };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
