using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Testing.Engine;

/// <summary>The way of a call: latency, faults, the effect under the lock, the journal.</summary>
public sealed partial class FakeWorkerEngine
{
    private static readonly Error Unreachable = EngineErrors.Unreachable("fake", "connection refused");

    private readonly Lock gate = new();
    private readonly List<EngineCall> journal = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when anything changes after it was read.</summary>
    private Task Changed
    {
        get
        {
            lock (gate)
            {
                return changed.Task;
            }
        }
    }

    private async Task<Result> CallAsync(EngineVerb verb, string name, Func<Result> effect, CancellationToken cancellationToken)
        => new((await CallAsync(verb, name, () => effect() is { Error: { } error } ? error : new Result<bool>(true), cancellationToken)).Error);

    private Task<Result<T>> CallAsync<T>(EngineVerb verb, string name, Func<Result<T>> effect, CancellationToken cancellationToken)
    {
        var latency = Latency(verb);
        return latency == TimeSpan.Zero && Faults.HasNone && !cancellationToken.IsCancellationRequested
            ? Task.FromResult(Happen(verb, name, effect))
            : SlowlyAsync(verb, name, effect, latency, cancellationToken);
    }

    private async Task<Result<T>> SlowlyAsync<T>(EngineVerb verb, string name, Func<Result<T>> effect, TimeSpan latency, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (latency > TimeSpan.Zero)
            {
                await Task.Delay(latency, clock, cancellationToken);
            }

            var fault = Faults.IsUnreachable ? new Fault(FaultKind.FailBefore, Unreachable) : Faults.Next(verb);
            switch (fault?.Kind)
            {
                case FaultKind.FailBefore:
                    Note(verb, name, fault.Error!.Code);
                    return fault.Error!;

                case FaultKind.FailAfter:
                    Happen(verb, name, effect);
                    return fault.Error!;

                case FaultKind.HangBefore:
                    await ForeverAsync(cancellationToken);
                    break;

                case FaultKind.HangAfter:
                    Happen(verb, name, effect);
                    await ForeverAsync(cancellationToken);
                    break;

                case FaultKind.Late:
                    Faults.Keep(new(verb, name, () => Happen(verb, name, effect).Error?.Code ?? "ok", Faults.Forget));
                    await ForeverAsync(cancellationToken);
                    break;
            }

            return Happen(verb, name, effect);
        }
        catch (OperationCanceledException)
        {
            Note(verb, name, "gone");
            throw;
        }
    }

    private static Task ForeverAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);

    private Result<T> Happen<T>(EngineVerb verb, string name, Func<Result<T>> effect)
    {
        lock (gate)
        {
            var answer = effect();
            Note(verb, name, answer.Error?.Code ?? "ok");
            return answer;
        }
    }

    private void Note(EngineVerb verb, string name, string outcome)
    {
        if (KeepsJournal)
        {
            lock (gate)
            {
                journal.Add(new(verb, name, clock.GetUtcNow(), outcome));
            }
        }
    }

    /// <summary>Wakes who waits for a change: probes and followers of logs.</summary>
    private void Change()
    {
        changed.TrySetResult();
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
