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
    PlatformContainers containers,
    IWorkerEngines engines,
    IEntropy entropy,
    TimeProvider clock,
    ILogger<EdgeGrain> logger) : EntityGrain<EdgeState>(rows, clock), IEdgeGrain
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);
    private Ticker? ticker;

    public Task<Result<long>> PutRouteAsync(string host, EdgeRoute route, CancellationToken cancellationToken = default) => ChangeAsync(Known.With(host, route));

    public Task<Result<long>> RemoveRouteAsync(string host, string owner, CancellationToken cancellationToken = default) => ChangeAsync(Known.Without(host, owner));

    public async Task<EdgeView> ViewAsync(long generation, TimeSpan upTo, CancellationToken cancellationToken = default)
    {
        var until = Clock.GetUtcNow() + upTo;
        while (!IsLost && Known is { Problem: null } state && state.Applied < generation && until - Clock.GetUtcNow() is { Ticks: > 0 } left)
        {
            await WaitForChangeAsync(left, cancellationToken);
        }

        return new EdgeView(Known);
    }

    public Task PublishAsync(CancellationToken cancellationToken = default) => ChangeAsync(Known with { Generation = Known.Generation + 1 });

    public Task RefreshAsync(CancellationToken cancellationToken = default)
        => Known.AppliedHash == configuration.HashOf(Known.Routes) ? Task.CompletedTask : PublishAsync(cancellationToken);

    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        if (State is not { } state || state.Applied != state.Generation)
        {
            return;
        }

        var answer = await engines.For(state.Worker).ExecAsync(
            new ExecRequest(containers.EdgeContainer, ["/usr/local/bin/edge-ask", "/.edge/generation"], Timeout: TimeSpan.FromSeconds(2)), cancellationToken);
        if (answer is { Ok: true, Value.ExitCode: 0 } && long.TryParse(answer.Value.Output.Trim(), CultureInfo.InvariantCulture, out var served) && served != state.Generation)
        {
            LogServesAnother(state.Worker.Value, served, state.Generation);
            var found = string.Create(CultureInfo.InvariantCulture, $"Its edge served configuration {served} where {state.Generation} belongs.");
            await ChangeAsync(state with { Generation = state.Generation + 1 }, Operation.Note(OperationId.New(entropy), OperationKind.RepairEdge, SystemActor.Name, null, Clock.GetUtcNow(), found));
        }
    }

    public Task WakeAsync(CancellationToken cancellationToken = default)
    {
        ticker?.Set();
        return Task.CompletedTask;
    }

    private EdgeState Known => State ?? new EdgeState { Worker = WorkerId.Parse(this.GetPrimaryKeyString()) };

    private async Task<Result<long>> ChangeAsync(EdgeState next, Operation? note = null)
    {
        if (next != State)
        {
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

        var now = Clock.GetUtcNow();
        return state.WakeAt > now ? state.WakeAt - now : TimeSpan.Zero;
    }

    /// <summary>Brings the newest configuration to the edge. However many routes changed meanwhile, it is one.</summary>
    private async Task<bool> ApplyAsync(CancellationToken cancellationToken)
    {
        if (Pause() != TimeSpan.Zero || State is not { } state)
        {
            return false;
        }

        var engine = engines.For(state.Worker);
        var files = configuration.Render(state.Routes, state.Generation);
        var result = await engine.UploadAsync(containers.EdgeContainer, files, cancellationToken);
        if (result.Ok)
        {
            result = await SwitchAsync(engine, state.Generation, cancellationToken);
        }

        if (result.Ok)
        {
            LogApplied(state.Worker.Value, state.Generation, state.Routes.Count);
            await SaveAsync(state with { Applied = state.Generation, AppliedAt = Clock.GetUtcNow(), AppliedHash = configuration.HashOf(state.Routes), Problem = null, WakeAt = null });
        }
        else
        {
            LogRefused(state.Worker.Value, state.Generation, result.Error!.Message);
            await SaveAsync(state with { Problem = result.Error, WakeAt = Clock.GetUtcNow() + RetryPause });
        }

        return false;
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
            _ => new Error(ErrorKind.Unavailable, "edge.refused", $"The edge did not take configuration {generation}: {answer.Value.Output.Trim()}"),
        };
    }

    [LoggerMessage(LogLevel.Information, "The edge of {Worker} serves configuration {Generation} with {Routes} routes")]
    private partial void LogApplied(string worker, long generation, int routes);

    [LoggerMessage(LogLevel.Warning, "The edge of {Worker} serves configuration {Served} and not {Generation}")]
    private partial void LogServesAnother(string worker, long served, long generation);

    [LoggerMessage(LogLevel.Warning, "The edge of {Worker} did not take configuration {Generation}: {Message}")]
    private partial void LogRefused(string worker, long generation, string message);
}
