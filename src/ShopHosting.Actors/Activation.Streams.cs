namespace ShopHosting.Actors;

internal sealed partial class Activation
{
    private HashSet<StreamSession>? _streams;

    public void AddStream(StreamSession stream)
    {
        lock (_gate)
        {
            (_streams ??= []).Add(stream);
        }
    }

    public void RemoveStream(StreamSession stream)
    {
        lock (_gate)
        {
            _streams?.Remove(stream);
        }
    }

    /// <summary>Ends the streams whose caller asked for nothing during two call time-outs and was not waiting either. Under the lock.</summary>
    private void ExpireStreams(long now)
    {
        foreach (var stream in _streams ?? [])
        {
            if (!stream.IsBusy && host.Clock.GetElapsedTime(stream.LastAsked, now) > 2 * host.Options.CallTimeout)
            {
                Schedule(stream, static forgotten => _ = forgotten.EndAsync());
            }
        }
    }

    /// <summary>The readers that wait hear that the enumeration was aborted; the iterators end by their tokens.</summary>
    private void EndStreams()
    {
        StreamSession[] streams;
        Turn[] waiting;
        lock (_gate)
        {
            streams = [.. _streams ?? []];
            waiting = [.. _running.Where(turn => !turn.HoldsActivation)];
        }

        foreach (var turn in waiting)
        {
            turn.Fail(Faults.StreamAborted(this));
        }

        foreach (var stream in streams)
        {
            _ = stream.EndAsync();
        }
    }
}
