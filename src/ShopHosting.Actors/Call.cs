namespace ShopHosting.Actors;

/// <summary>One call on its way: it waits for its turn, runs, and completes the task its caller awaits, whichever end comes first.</summary>
#pragma warning disable CA1001 // a token source without a timer holds nothing that must be given back
internal sealed class Call<TResult> : Turn
#pragma warning restore CA1001
{
    private readonly CallMethod<TResult> _method;
    private readonly object?[] _arguments;
    private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _registration;
    private volatile Activation? _activation;

    public Call(CallMethod<TResult> method, object?[] arguments, long sentAt)
    {
        _method = method;
        _arguments = arguments;
        SentAt = sentAt;
        Interleave = method.Interleave;
        ReadOnly = method.ReadOnly;
        if (method.TakesToken)
        {
            _cancellation = new CancellationTokenSource();
            method.SetToken(arguments, _cancellation.Token);
        }
    }

    public Task<TResult> Answer => _answer.Task;

    public override string Name => _method.Name;

    public override bool IsOver => _answer.Task.IsCompleted;

    public override long? SentAt { get; }

    /// <summary>When the caller's token is cancelled, the caller is answered so at once and the grain's token follows.</summary>
    public void WatchFor(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _registration = token.UnsafeRegister(static (call, cancelled) => ((Call<TResult>)call!).Cancel(cancelled), this);
        }
    }

    public override async Task RunAsync(Activation activation)
    {
        _activation = activation;
        Interlocked.MemoryBarrier();
        if (IsOver)
        {
            return;
        }

        try
        {
            _answer.TrySetResult(await _method.AnswerAsync(activation.Grain, _arguments));
        }
        catch (Exception exception)
        {
            activation.Host.LogCallFailed(exception, Name, activation);
            _answer.TrySetException(Travelling.Of(exception, activation));
        }

        _activation = null;
        _registration.Unregister();
    }

    public override void Fail(Exception exception)
    {
        _answer.TrySetException(exception);
        _registration.Unregister();
    }

    public override void SignalCancellation()
    {
        try
        {
            _cancellation?.Cancel();
        }
        catch (AggregateException exception)
        {
            _activation?.Host.LogCallFailed(exception, Name, _activation);
        }
    }

    private void Cancel(CancellationToken cancelled)
    {
        if (_answer.TrySetCanceled(cancelled))
        {
            Interlocked.MemoryBarrier();
            _activation?.Schedule(this, static call => call.SignalCancellation());
        }
    }
}
