namespace ShopHosting.Actors;

/// <summary>The grain's end of one enumeration. Used on the activation's scheduler only, but for being found idle.</summary>
internal abstract class StreamSession
{
    protected CancellationTokenSource Cancellation { get; } = new();

    /// <summary>The activation the iterator lives in; null before it began.</summary>
    public Activation? Activation { get; protected set; }

    /// <summary>When the caller last asked, as a timestamp of the clock.</summary>
    public long LastAsked { get; protected set; }

    /// <summary>Whether an answer is being waited for.</summary>
    public bool IsBusy { get; protected set; }

    /// <summary>Tells the iterator that nobody wants more, gives it the call time-out to finish, and disposes it. May be asked twice.</summary>
    public abstract Task EndAsync();
}

/// <inheritdoc/>
internal sealed class StreamSession<TItem>(StreamMethod<TItem> method, object?[] arguments) : StreamSession
{
    private IAsyncEnumerator<TItem>? _iterator;
    private Task<bool>? _moving;
    private bool _ended;

    public string Name => method.Name;

    /// <summary>The next items: all that come without waiting, or else the first that comes.</summary>
    public async Task<StreamBatch<TItem>> NextAsync(Activation activation)
    {
        Begin(activation);
        LastAsked = activation.Host.Clock.GetTimestamp();
        IsBusy = true;
        var items = new List<TItem>();
        try
        {
            while (items.Count < StreamMethod<TItem>.MaxBatchSize)
            {
                _moving ??= _iterator!.MoveNextAsync().AsTask();
                if (!_moving.IsCompleted && items.Count > 0)
                {
                    break;
                }

                var more = await TakeMoveAsync();
                if (!more)
                {
                    await EndAsync();
                    return new(items, IsLast: true);
                }

                items.Add(method.Copy(_iterator!.Current));
            }

            return new(items, IsLast: false);
        }
        catch
        {
            await EndAsync();
            throw;
        }
        finally
        {
            LastAsked = activation.Host.Clock.GetTimestamp();
            IsBusy = false;
        }
    }

    public override async Task EndAsync()
    {
        if (_ended || Activation is not { } activation)
        {
            _ended = true;
            return;
        }

        _ended = true;
        activation.RemoveStream(this);
        try
        {
            await Cancellation.CancelAsync();
            if (_moving is { } moving)
            {
                await ((Task)moving).WaitAsync(activation.Host.Options.CallTimeout, activation.Host.Clock)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            if (_moving is null or { IsCompleted: true } && _iterator is { } iterator)
            {
                await iterator.DisposeAsync();
            }
        }
        catch (Exception exception)
        {
            activation.Host.LogCallFailed(exception, Name, activation);
        }
    }

    private void Begin(Activation activation)
    {
        if (_ended || (Activation is not null && Activation != activation))
        {
            throw Faults.StreamAborted(activation);
        }

        if (Activation is null)
        {
            Activation = activation;
            activation.AddStream(this);
            _iterator = method.Begin(activation.Grain, arguments, Cancellation.Token);
        }
    }

    private async Task<bool> TakeMoveAsync()
    {
        var moving = _moving!;
        try
        {
            return await moving;
        }
        finally
        {
            _moving = null;
        }
    }
}
