namespace ShopHosting.Actors;

/// <summary>The turn that fetches the next items. It waits as long as the items take: no time-out.</summary>
internal sealed class StreamNext<TItem>(StreamSession<TItem> session) : Turn
{
    private readonly TaskCompletionSource<StreamBatch<TItem>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<StreamBatch<TItem>> Answer => _answer.Task;

    public override string Name => session.Name;

    public override bool IsOver => _answer.Task.IsCompleted;

    public override async Task RunAsync(Activation activation)
    {
        try
        {
            _answer.TrySetResult(await session.NextAsync(activation));
        }
        catch (Exception exception)
        {
            activation.Host.LogCallFailed(exception, Name, activation);
            _answer.TrySetException(Travelling.Of(exception, activation));
        }
    }

    public override void Fail(Exception exception) => _answer.TrySetException(exception);

    public override void SignalCancellation() => _ = session.EndAsync();

    /// <summary>The caller wants no more: it hears so at once, the iterator by its token.</summary>
    public void Cancel(CancellationToken cancelled)
    {
        if (_answer.TrySetCanceled(cancelled))
        {
            session.Activation?.Schedule(this, static next => next.SignalCancellation());
        }
    }
}

/// <summary>The turn that ends an enumeration the caller is done with.</summary>
internal sealed class StreamEnd<TItem>(StreamSession<TItem> session) : Turn
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public override string Name => session.Name;

    public override async Task RunAsync(Activation activation)
    {
        await session.EndAsync();
        _done.TrySetResult();
    }

    /// <summary>With the activation the iterator has ended too.</summary>
    public override void Fail(Exception exception) => _done.TrySetResult();
}
