using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ShopHosting.Actors;

/// <summary>
/// Hosts grains in this process: one activation per key, one exclusive turn at a time, every argument and result a copy.
/// It takes calls from <see cref="StartAsync"/> until <see cref="StopAsync"/>; nothing of it outlives the process.
/// </summary>
public sealed partial class GrainHost : IClusterClient, IHostedService, IDisposable
{
    /// <summary>How often a turn is passed on to a new activation of its key before its caller is told to ask again (Orleans: MaxForwardCount).</summary>
    private const int MaxForwards = 2;

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly GrainCatalog _catalog;
    private readonly ILogger<GrainHost> _logger;
    private volatile Phase _phase = Phase.NotStarted;
    private ITimer? _sweeper;
    private int _sweeping;

    public GrainHost(IOptions<GrainHostOptions> options, IServiceProvider services, TimeProvider clock, GrainHostInstruments instruments, ILogger<GrainHost> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(instruments);
        Options = options.Value;
        ServiceProvider = services;
        Clock = clock;
        Instruments = instruments;
        _logger = logger;
        _catalog = new GrainCatalog(Options);
        instruments.Observe(this);
    }

    private enum Phase
    {
        NotStarted,
        Running,
        Stopping,
        Stopped,
        Killed,
    }

    public IServiceProvider ServiceProvider { get; }

    internal GrainHostOptions Options { get; }

    internal TimeProvider Clock { get; }

    internal GrainHostInstruments Instruments { get; }

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        var target = new GrainTarget(this, _catalog.ClassOf(typeof(TGrainInterface), grainClassNamePrefix), primaryKey);
        return GrainProxy.To<TGrainInterface>(target, _catalog.Methods);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_phase != Phase.NotStarted)
        {
            throw new InvalidOperationException("A grain host starts once; make a new one.");
        }

        _sweeper = Clock.CreateTimer(static host => ((GrainHost)host!).Sweep(), this, SweepPeriod, SweepPeriod);
        _phase = Phase.Running;
        LogStarted(_catalog.Classes.Count);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Refuses new calls from outside, lets the accepted ones finish (with what they call) and lets every grain go by OnDeactivateAsync.
    /// What is not done after <see cref="GrainHostOptions.StopGracePeriod"/>, or when the token is cancelled, is told by its cancellation token and left.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_phase != Phase.Running)
        {
            return;
        }

        _phase = Phase.Stopping;
        using (var grace = new CancellationTokenSource(Options.StopGracePeriod, Clock))
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, cancellationToken))
        {
            await DrainAsync(limit.Token);
        }

        _phase = Phase.Stopped;
        End(Faults.Stopped, cancelTurns: true);
        LogStopped();
    }

    /// <summary>
    /// Ends the host as a crash would: callers get an exception, nothing is deactivated, running turns go on as nobody's, and what they call is refused.
    /// For tests of what a restart finds.
    /// </summary>
    public Task KillAsync()
    {
        _phase = Phase.Killed;
        End(Faults.Killed, cancelTurns: false);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        if (_phase is Phase.Running or Phase.Stopping)
        {
            _ = KillAsync();
        }

        _sweeper?.Dispose();
    }

    /// <summary>Hands a turn to the activation of the key, a new one where there is none.</summary>
    internal void Send(GrainClass grainClass, string key, Turn turn)
    {
        if (Refusal() is { } refusal)
        {
            turn.Fail(refusal);
            return;
        }

        while (!grainClass.TargetOf(key, this).TryReceive(turn))
        {
            // That one went in the meantime and has left the directory: the next look finds or makes another.
        }

        if (_phase is Phase.Stopped or Phase.Killed)
        {
            End(Faults.Stopped, cancelTurns: true); // it slipped in while the host ended
        }
    }

    /// <summary>Hands a turn that was not begun to the next activation.</summary>
    internal void Forward(Activation from, Turn turn)
    {
        if (turn.IsOver)
        {
            return;
        }

        if (turn.Forwarded >= MaxForwards)
        {
            turn.Fail(Faults.ForwardedTooOften(from, turn));
            return;
        }

        turn.Forwarded++;
        Send(from.Class, from.Key, turn);
    }

    internal List<Activation> Activations()
        => [.. _catalog.Classes.SelectMany(grainClass => grainClass.Directory.Values).SelectMany(target => target.Activations())];

    private GrainCallException? Refusal() => _phase switch
    {
        Phase.NotStarted => Faults.NotRunning("has not started"),
        Phase.Running => null,
        Phase.Stopping => TurnScheduler.IsInsideAGrain ? null : Faults.NotRunning("is stopping"),
        Phase.Stopped => Faults.NotRunning("has stopped"),
        Phase.Killed => Faults.NotRunning("was killed"),
    };

    /// <summary>Until nothing is left, as one that goes may still call another.</summary>
    private async Task DrainAsync(CancellationToken limit)
    {
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The grain host is stopping.");
        try
        {
            while (Activations() is { Count: > 0 } left)
            {
                await Task.WhenAll(left.Select(activation => activation.DrainAsync(reason))).WaitAsync(limit);
            }
        }
        catch (OperationCanceledException)
        {
            LogGraceOver(Activations().Count);
        }
    }

    private void End(Func<Activation, Exception> why, bool cancelTurns)
    {
        _sweeper?.Dispose();
        foreach (var activation in Activations())
        {
            activation.Abandon(why(activation), cancelTurns);
        }
    }

    private void Sweep()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) == 1)
        {
            return;
        }

        var now = Clock.GetTimestamp();
        foreach (var grainClass in _catalog.Classes)
        {
            foreach (var (_, target) in grainClass.Directory)
            {
                foreach (var activation in target.Activations())
                {
                    activation.Sweep(now);
                }
            }
        }

        Volatile.Write(ref _sweeping, 0);
    }
}
