using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Testing.Engine;

/// <summary>What shall go wrong with which call. Calls of a verb are counted from when the fault was ordered.</summary>
public sealed class FakeFaults
{
    private readonly Lock gate = new();
    private readonly List<Ordered> ordered = [];
    private readonly List<LateCall> late = [];

    /// <summary>The whole engine does not answer; nothing happens.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>Effects whose callers have gone and which have not happened yet.</summary>
    public IReadOnlyList<LateCall> Late
    {
        get
        {
            lock (gate)
            {
                return [.. late];
            }
        }
    }

    /// <summary>The nth next call of the verb fails, before its effect or after it.</summary>
    public void Fail(EngineVerb verb, FaultPoint point, int nth = 1, Error? error = null)
        => Order(verb, nth, new(point == FaultPoint.Before ? FaultKind.FailBefore : FaultKind.FailAfter, error ?? EngineErrors.Unreachable("fake", "ordered by the test")));

    /// <summary>The nth next call of the verb never answers; it ends when its token does.</summary>
    public void Hang(EngineVerb verb, FaultPoint point, int nth = 1) => Order(verb, nth, new(point == FaultPoint.Before ? FaultKind.HangBefore : FaultKind.HangAfter));

    /// <summary>The nth next call never answers; its effect waits in <see cref="Late"/> until the test lets it happen, as with a worker that was slow.</summary>
    public void Delay(EngineVerb verb, int nth = 1) => Order(verb, nth, new(FaultKind.Late));

    internal Fault? Next(EngineVerb verb)
    {
        lock (gate)
        {
            Fault? due = null;
            foreach (var order in ordered.Where(order => order.Verb == verb))
            {
                if (--order.Left == 0)
                {
                    due = order.Fault;
                }
            }

            ordered.RemoveAll(order => order.Left <= 0);
            return due;
        }
    }

    internal void Keep(LateCall call)
    {
        lock (gate)
        {
            late.Add(call);
        }
    }

    internal void Forget(LateCall call)
    {
        lock (gate)
        {
            late.Remove(call);
        }
    }

    internal bool HasNone => !IsUnreachable && ordered.Count == 0;

    private void Order(EngineVerb verb, int nth, Fault fault)
    {
        lock (gate)
        {
            ordered.Add(new(verb, fault) { Left = nth });
        }
    }

    private sealed record Ordered(EngineVerb Verb, Fault Fault)
    {
        public int Left { get; set; }
    }
}

/// <summary>An effect that comes after its caller has gone.</summary>
public sealed class LateCall(EngineVerb verb, string name, Func<string> effect, Action<LateCall> done)
{
    public EngineVerb Verb { get; } = verb;

    public string Name { get; } = name;

    /// <summary>Lets it happen now. Answers <c>ok</c> or the code of its error.</summary>
    public string Happen()
    {
        done(this);
        return effect();
    }
}

internal enum FaultKind
{
    FailBefore,
    FailAfter,
    HangBefore,
    HangAfter,
    Late,
}

internal sealed record Fault(FaultKind Kind, Error? Error = null);
