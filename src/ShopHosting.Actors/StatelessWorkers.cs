namespace ShopHosting.Actors;

/// <summary>The activations that serve one key of a stateless worker: an idle one first, a new one while there may be more, else the least busy.</summary>
internal sealed class StatelessWorkers(GrainHost host, GrainClass grainClass, string key) : ICallTarget
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];
    private bool _gone;

    public bool TryReceive(Turn turn)
    {
        lock (_gate)
        {
            while (!_gone)
            {
                if (Choose().TryReceive(turn))
                {
                    return true;
                }
            }

            return false;
        }
    }

    public IReadOnlyList<Activation> Activations()
    {
        lock (_gate)
        {
            return [.. _workers];
        }
    }

    /// <summary>A worker has gone; with the last one the key leaves the directory.</summary>
    public void Remove(Activation worker)
    {
        lock (_gate)
        {
            _workers.Remove(worker);
            _gone = _workers.Count == 0;
        }

        if (_gone)
        {
            grainClass.Directory.TryRemove(new KeyValuePair<string, ICallTarget>(key, this));
        }
    }

    private Activation Choose()
    {
        _workers.RemoveAll(static worker => worker.IsGone);
        var chosen = _workers.Find(static worker => worker.IsInactive);
        if (chosen is null && _workers.Count < grainClass.MaxLocalWorkers)
        {
            chosen = new Activation(host, grainClass, key, this);
            _workers.Add(chosen);
        }

        return chosen ?? _workers.MinBy(static worker => worker.WaitingCount)!;
    }
}
