namespace ShopHosting.Actors;

/// <summary>The caller's end of one enumeration: hands out what has come and asks the grain for more.</summary>
internal sealed class GrainStreamReader<TItem> : IAsyncEnumerator<TItem>
{
    private readonly StreamSession<TItem> _session;
    private readonly GrainTarget _target;
    private readonly CancellationTokenSource? _linked;
    private readonly CancellationToken _token;
    private StreamBatch<TItem> _batch = new([], IsLast: false);
    private int _next;
    private bool _begun;
    private bool _disposed;

    public GrainStreamReader(StreamMethod<TItem> method, GrainTarget target, object?[] arguments, CancellationToken token)
    {
        _target = target;
        _token = token;
        if (method.TokenIn(arguments) is { CanBeCanceled: true } other && other != token)
        {
            _linked = CancellationTokenSource.CreateLinkedTokenSource(token, other);
            _token = _linked.Token;
        }

        _session = new StreamSession<TItem>(method, method.Copy(arguments));
    }

    public TItem Current => _batch.Items[_next - 1];

    public async ValueTask<bool> MoveNextAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_next == _batch.Items.Count)
        {
            if (_batch.IsLast)
            {
                return false;
            }

            _token.ThrowIfCancellationRequested();
            _batch = await AskAsync(new StreamNext<TItem>(_session) { IsLocal = _begun, Interleave = true, HoldsActivation = false });
            _next = 0;
        }

        return _next++ < _batch.Items.Count;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _linked?.Dispose();
        if (_begun && _session.Activation is { } activation)
        {
            var end = new StreamEnd<TItem>(_session) { IsLocal = true, Interleave = true };
            if (activation.TryReceive(end))
            {
                await end.Done;
            }
        }
    }

    private async Task<StreamBatch<TItem>> AskAsync(StreamNext<TItem> next)
    {
        using var registration = _token.UnsafeRegister(static (asked, cancelled) => ((StreamNext<TItem>)asked!).Cancel(cancelled), next);
        if (!_begun)
        {
            _begun = true;
            _target.Host.Send(_target.Class, _target.Key, next);
        }
        else if (_session.Activation is not { } activation)
        {
            throw new GrainCallException($"The enumeration of {_target} never began.");
        }
        else if (!activation.TryReceive(next))
        {
            throw Faults.StreamAborted(activation);
        }

        return await next.Answer;
    }
}

/// <summary>Some items, and whether there are more.</summary>
internal sealed record StreamBatch<TItem>(IReadOnlyList<TItem> Items, bool IsLast);
