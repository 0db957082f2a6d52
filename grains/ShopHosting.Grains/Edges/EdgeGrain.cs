using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using ShopHosting.Contracts.Edges;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Provisioning.Workers;

namespace ShopHosting.Grains.Edges;

/// <summary>
/// The edge of one worker. Routes are remembered at once; a tick uploads the newest configuration as <c>gen/N</c>, has nginx test it, switches and reloads.
/// When the test fails the older generation stays.
/// </summary>
public sealed partial class EdgeGrain(
    IEntityStore<EdgeState> rows,
    EdgeConfiguration configuration,
    EdgeNeighbours neighbours,
    PlatformContainers containers,
    IWorkerEngines engines,
    IEntropy entropy,
    TimeProvider clock,
    ILogger<EdgeGrain> logger) : EntityGrain<EdgeState>(rows, clock), IEdgeGrain
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private const string Refused = "edge.refused";

    private Ticker? ticker;
    private TimeSpan pause;
    private DateTimeOffset tryAgainAt;

    public Task<Result<long>> PutRouteAsync(string host, EdgeRoute route, CancellationToken cancellationToken = default) => ChangeAsync(Known.With(host, route));

    public Task<Result<long>> RemoveRouteAsync(string host, string owner, CancellationToken cancellationToken = default) => ChangeAsync(Known.Without(host, owner));

    public async Task<Result<long>> FollowAsync(string part, long version, CancellationToken cancellationToken = default)
    {
        if (version == 0 || Known.Forwarding?.Map.GetValueOrDefault(part)?.Version >= version)
        {
            return Known.Applied;
        }

        // Whoever waits for an edge that can't be reached shall see that it can't: the problem stays.
        var next = Known with { Generation = Known.Generation + 1 };
        return await SaveAsync(next) is { Ok: false } refused ? refused.Error : next.Generation;
    }

    public async Task<EdgeView> ViewAsync(long generation, TimeSpan upTo, CancellationToken cancellationToken = default)
    {
        var until = Clock.GetUtcNow() + upTo;
        while (!IsLost && Known is { Problem: null } state && state.Applied < generation && until - Clock.GetUtcNow() is { Ticks: > 0 } left)
        {
            await WaitForChangeAsync(left, cancellationToken);
        }

        return new EdgeView(Known);
    }

    public Task<ImmutableArray<string>> OwnersAsync(CancellationToken cancellationToken = default) => Task.FromResult<ImmutableArray<string>>([.. Known.Routes.Values.Select(route => route.Owner)]);

    public Task PublishAsync(CancellationToken cancellationToken = default) => ChangeAsync(Anew(Known));

    public Task RefreshAsync(CancellationToken cancellationToken = default)
        => Known.AppliedHash == configuration.HashOf(Known.Routes, Known.Forwarding) ? Task.CompletedTask : PublishAsync(cancellationToken);

    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        if (State is not { } state)
        {
            return;
        }

        if (state.Applied != state.Generation)
        {
            // Its engine was just heard: what did not reach it is worth another try, what it refused is not.
            (pause, tryAgainAt) = state.Problem?.Code == Refused ? (pause, tryAgainAt) : (TimeSpan.Zero, default);
            ticker?.Set();
            return;
        }

        var answer = await engines.For(state.Worker).ExecAsync(
            new ExecRequest(containers.EdgeContainer, ["/usr/local/bin/edge-ask", "/.edge/generation"], Timeout: TimeSpan.FromSeconds(2)), cancellationToken);
        if (answer is { Ok: true, Value.ExitCode: 0 } && long.TryParse(answer.Value.Output.Trim(), CultureInfo.InvariantCulture, out var served) && served != state.Generation)
        {
            LogServesAnother(state.Worker.Value, served, state.Generation);
            var found = string.Create(CultureInfo.InvariantCulture, $"Its edge served configuration {served} where {state.Generation} belongs.");
            await ChangeAsync(Anew(state), Operation.Note(OperationId.New(entropy), OperationKind.RepairEdge, SystemActor.Name, null, Clock.GetUtcNow(), found));
            return;
        }

        var wanted = await ForwardingAsync(state, cancellationToken);
        if (wanted.Ok && !(wanted.Value.Forwarding?.IsSameAs(state.Forwarding) ?? state.Forwarding is null))
        {
            await ChangeAsync(state with { Generation = state.Generation + 1 });
        }
    }

    public Task WakeAsync(CancellationToken cancellationToken = default)
    {
        ticker?.Set();
        return Task.CompletedTask;
    }

    private EdgeState Known => State ?? new EdgeState { Worker = WorkerId.Parse(this.GetPrimaryKeyString()) };

    /// <summary>All of it, for an edge whose files are not known.</summary>
    private static EdgeState Anew(EdgeState state) => state with { Generation = state.Generation + 1, Forwarding = state.Forwarding?.WithoutMap() };

    private async Task<Result<long>> ChangeAsync(EdgeState next, Operation? note = null)
    {
        if (next != State)
        {
            (pause, tryAgainAt) = (TimeSpan.Zero, default);
            var saved = await SaveAsync(next with { WakeAt = null, Problem = null }, note);
            if (!saved.Ok)
            {
                return saved.Error;
            }
        }

        return next.Generation;
    }

    protected override void OnChanged()
    {
        ticker ??= new Ticker(this, Clock, ApplyAsync, Pause);
        ticker.Set();
    }

    private TimeSpan? Pause()
    {
        if (IsLost || State is not { } state || state.Applied == state.Generation)
        {
            return null;
        }

        var (now, due) = (Clock.GetUtcNow(), state.WakeAt > tryAgainAt ? state.WakeAt.Value : tryAgainAt);
        return due > now ? due - now : TimeSpan.Zero;
    }

    /// <summary>Brings the newest configuration to the edge. However many routes changed meanwhile, it is one.</summary>
    private async Task<bool> ApplyAsync(CancellationToken cancellationToken)
    {
        if (Pause() != TimeSpan.Zero || State is not { } state)
        {
            return false;
        }

        var applied = await ApplyAsync(state, cancellationToken);
        if (applied.Ok)
        {
            LogApplied(state.Worker.Value, state.Generation, state.Routes.Count);
            await SaveAsync(applied.Value);
        }
        else
        {
            await WaitAsync(State, applied.Error);
        }

        return false;
    }

    /// <summary>Twice as long each time, until something is changed or its worker is back. The row is written when there is news in it.</summary>
    private async Task WaitAsync(EdgeState state, Error problem)
    {
        pause = TimeSpan.FromTicks(Math.Clamp(pause.Ticks * 2, ShortestPause.Ticks, LongestPause.Ticks));
        tryAgainAt = Clock.GetUtcNow() + pause;
        var isEmptied = problem.Code == Refused && state.Forwarding is { Map.IsEmpty: false };
        if (problem != state.Problem || isEmptied)
        {
            LogRefused(state.Worker.Value, state.Generation, problem.Message);
            await SaveAsync(state with { Problem = problem, WakeAt = tryAgainAt, Forwarding = isEmptied ? state.Forwarding!.WithoutMap() : state.Forwarding });
        }
    }

    private async Task<Result<EdgeState>> ApplyAsync(EdgeState state, CancellationToken cancellationToken)
    {
        var wanted = await ForwardingAsync(state, cancellationToken);
        if (!wanted.Ok)
        {
            return wanted.Error;
        }

        var (forwarding, map) = wanted.Value;
        if (forwarding is not null && state.Forwarding is null && await TellMapAsync(state, cancellationToken) is { Ok: false } untold)
        {
            return untold.Error;
        }

        if (forwarding is not null && forwarding.Certificate != state.Forwarding?.Certificate)
        {
            // Remembered before it is used, so that a worker that can't be reached is not certified anew at each try.
            state = state with { Forwarding = (state.Forwarding ?? forwarding.WithoutMap()) with { Certificate = forwarding.Certificate } };
            if (await SaveAsync(state) is { Ok: false } refused)
            {
                return refused.Error;
            }
        }

        var engine = engines.For(state.Worker);
        var uploaded = await engine.UploadAsync(containers.EdgeContainer, [.. map, .. configuration.Render(state.Routes, state.Generation, forwarding)], cancellationToken);
        var served = uploaded.Ok ? await SwitchAsync(engine, state.Generation, cancellationToken) : uploaded;
        return served.Ok
            ? state with
            {
                Applied = state.Generation,
                AppliedAt = Clock.GetUtcNow(),
                AppliedHash = configuration.HashOf(state.Routes, forwarding),
                Forwarding = forwarding,
                Problem = null,
                WakeAt = null,
            }
            : served.Error;
    }

    /// <summary>What the edge shall have to do with others, and the parts of the map that it has not got yet.</summary>
    private async Task<Result<(EdgeForwarding? Forwarding, ImmutableArray<UploadFile> Map)>> ForwardingAsync(EdgeState state, CancellationToken cancellationToken)
    {
        if (await neighbours.FindAsync(state.Worker, cancellationToken) is not { Address: { } address } self)
        {
            return ((EdgeForwarding?)null, ImmutableArray<UploadFile>.Empty);
        }

        var authority = GrainFactory.GetGrain<IForwardAuthorityGrain>(ForwardAuthority.OnlyKey);
        var trusted = await authority.TrustedAsync(cancellationToken);
        var certificate = trusted.Ok ? await authority.CertifyAsync(state.Worker, self.IsIngress, state.Forwarding?.Certificate, cancellationToken) : trusted.Error;
        if (!certificate.Ok)
        {
            return certificate.Error;
        }

        var forwarding = new EdgeForwarding { Address = address, Certificate = certificate.Value, Authorities = trusted.Value };
        if (!self.IsIngress)
        {
            return ((EdgeForwarding?)forwarding, ImmutableArray<UploadFile>.Empty);
        }

        var (map, files) = await MapAsync(state.Forwarding?.Map, cancellationToken);
        var peers = (await neighbours.AllAsync(cancellationToken)).Where(worker => worker.Id != state.Worker && worker.Address is not null).Select(worker => KeyValuePair.Create(worker.Id.Value, worker.Address!));
        return (forwarding with { Peers = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, peers), Map = map }, files);
    }

    /// <summary>An edge that has to do with others for the first time may have shops that were opened before there was a map.</summary>
    private async Task<Result> TellMapAsync(EdgeState state, CancellationToken cancellationToken)
    {
        foreach (var (host, route) in state.Routes)
        {
            var told = await GrainFactory.GetGrain<IForwardMapGrain>(ForwardMap.PartOf(host)).PutAsync(host, new Forward(state.Worker, route.Owner), cancellationToken);
            if (!told.Ok)
            {
                return told.Error;
            }
        }

        return Result.Success;
    }

    private async Task<(ImmutableSortedDictionary<string, ForwardPart> Map, ImmutableArray<UploadFile> Files)> MapAsync(ImmutableSortedDictionary<string, ForwardPart>? known, CancellationToken cancellationToken)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, ForwardPart>(StringComparer.Ordinal);
        var files = ImmutableArray.CreateBuilder<UploadFile>();
        foreach (var (part, version) in await neighbours.MapVersionsAsync(cancellationToken))
        {
            if (known?.GetValueOrDefault(part) is { } same && same.Version == version)
            {
                map.Add(part, same);
                continue;
            }

            var view = await GrainFactory.GetGrain<IForwardMapGrain>(part).ViewAsync(cancellationToken);
            var (hash, file) = EdgeConfiguration.RenderMap(view.Forwards);
            map.Add(part, new ForwardPart(view.Version, hash, view.Forwards.Count));
            files.Add(file);
        }

        return (map.ToImmutable(), files.ToImmutable());
    }

    private async Task<Result> SwitchAsync(IWorkerEngine engine, long generation, CancellationToken cancellationToken)
    {
        var answer = await engine.ExecAsync(
            new ExecRequest(containers.EdgeContainer, ["/usr/local/bin/edge-switch", generation.ToString(CultureInfo.InvariantCulture)], Timeout: TimeSpan.FromSeconds(20)),
            cancellationToken);
        return answer switch
        {
            { Ok: false } => answer.Error,
            { Value.ExitCode: 0 } => Result.Success,
            _ => new Error(ErrorKind.Unavailable, Refused, $"The edge did not take configuration {generation}: {answer.Value.Output.Trim()}"),
        };
    }

    [LoggerMessage(LogLevel.Information, "The edge of {Worker} serves configuration {Generation} with {Routes} routes")]
    private partial void LogApplied(string worker, long generation, int routes);

    [LoggerMessage(LogLevel.Warning, "The edge of {Worker} serves configuration {Served} and not {Generation}")]
    private partial void LogServesAnother(string worker, long served, long generation);

    [LoggerMessage(LogLevel.Warning, "The edge of {Worker} did not take configuration {Generation}: {Message}")]
    private partial void LogRefused(string worker, long generation, string message);
}
