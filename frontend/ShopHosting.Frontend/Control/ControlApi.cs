using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ShopHosting.Contracts.Administration;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Control;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Pages.Admin.Workers;
using ShopHosting.Frontend.Security;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.Control;

/// <summary><c>/control/workers</c>: all that the administrators' pages ask of workers, of the same grains. An asking is answered with how the worker is then, a refusal with its <see cref="Error"/>.</summary>
internal static class ControlApi
{
    private static readonly Error NoName = Error.Invalid("Name", $"The name of a worker has 1 to {WorkerId.MaxLength} characters: a-z, 0-9 and inner hyphens, and it is not '{AddModel.OwnName}'.");

    public static void MapWorkers(this IEndpointRouteBuilder app)
    {
        var workers = app.MapGroup("/control/workers");
        workers.MapGet("", ListAsync);
        workers.MapGet("{name}", ShowAsync);
        workers.MapGet("{name}/operations", OperationsAsync);
        workers.MapPost("{name}/join", (string name, ControlJoin join, IGrainFactory grains, HttpContext context) => AskAsync(name, join, grains, context, (worker, ask) => worker.JoinAsync(
            new WorkerJoining(join.Endpoint.Trim(), join.Address?.Trim(), join.Certificates is { } pem ? new EngineCertificates(pem) : null, ask), context.RequestAborted)));
        workers.MapPost("{name}/check", (string name, ControlAsk check, IGrainFactory grains, HttpContext context) => AskAsync(name, check, grains, context, (worker, ask) =>
            worker.CheckAgainAsync(ask, context.RequestAborted)));
        workers.MapPost("{name}/cordon", (string name, ControlCordon cordon, IGrainFactory grains, HttpContext context) => AskAsync(name, cordon, grains, context, (worker, ask) =>
            worker.CordonAsync(ask, cordon.Reason, context.RequestAborted)));
        workers.MapPost("{name}/uncordon", (string name, ControlAsk uncordon, IGrainFactory grains, HttpContext context) => AskAsync(name, uncordon, grains, context, (worker, ask) =>
            worker.UncordonAsync(ask, context.RequestAborted)));
        workers.MapPost("{name}/ingress", (string name, ControlIngress ingress, IGrainFactory grains, HttpContext context) => AskAsync(name, ingress, grains, context, (worker, ask) =>
            worker.SetIngressAsync(ask, ingress.IsIngress, context.RequestAborted)));
        workers.MapPost("{name}/retire", (string name, ControlRetire retire, IGrainFactory grains, HttpContext context) => AskAsync(name, retire, grains, context, (worker, ask) =>
            worker.RetireAsync(ask, retire.ConfirmedName, context.RequestAborted)));
    }

    /// <summary>A refusal as an answer.</summary>
    public static IResult ToControl(this Error error) => TypedResults.Json(error, statusCode: error.Kind.ToStatusCode());

    private static async Task<IResult> ListAsync(string? after, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var page = await Overview(grains).WorkersAsync(null, "", after, cancellationToken);
        var (names, workers) = (new ActorNames(grains), ImmutableArray.CreateBuilder<ControlWorker>());
        foreach (var row in page.Rows)
        {
            workers.Add(await TellAsync(row, names));
        }

        return TypedResults.Ok(new ControlWorkers(workers.ToImmutable(), page.Next));
    }

    private static Task<IResult> ShowAsync(string name, IGrainFactory grains, CancellationToken cancellationToken)
        => WorkerId.TryParse(name, null, out var id) ? AnswerAsync(id, grains, cancellationToken) : Task.FromResult(NoName.ToControl());

    private static async Task<IResult> OperationsAsync(string name, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!WorkerId.TryParse(name, null, out var id))
        {
            return NoName.ToControl();
        }

        var (names, operations) = (new ActorNames(grains), ImmutableArray.CreateBuilder<Operation>());
        foreach (var row in (await Overview(grains).OperationsOnAsync(id, null, cancellationToken)).Rows)
        {
            operations.Add(await NamedAsync(row.Operation, names));
        }

        return TypedResults.Ok(operations.ToImmutable());
    }

    private static async Task<IResult> AskAsync(string name, ControlAsk ask, IGrainFactory grains, HttpContext context, Func<IWorkerGrain, WorkerAsk, Task<Result>> command)
    {
        if (!WorkerId.TryParse(name, null, out var id) || id.Value == AddModel.OwnName)
        {
            return NoName.ToControl();
        }

        var asked = await command(grains.GetGrain<IWorkerGrain>(id.Value), new WorkerAsk(ask.Operation, ControlPeer.NameOf(context)));
        return asked.Ok ? await AnswerAsync(id, grains, context.RequestAborted) : asked.Error.ToControl();
    }

    private static async Task<IResult> AnswerAsync(WorkerId id, IGrainFactory grains, CancellationToken cancellationToken)
        => await Overview(grains).WorkerAsync(id, cancellationToken) is { } worker ? TypedResults.Ok(await TellAsync(worker, new ActorNames(grains))) : WorkerErrors.NoSuchWorker.ToControl();

    private static IOverviewGrain Overview(IGrainFactory grains) => grains.GetGrain<IOverviewGrain>(IOverviewGrain.Key);

    private static async Task<ControlWorker> TellAsync(WorkerOverview overview, ActorNames names)
    {
        var (view, worker) = (overview.Worker, overview.Worker.State);
        return new ControlWorker
        {
            Name = worker.Id,
            Status = worker.Status,
            Since = worker.UnreachableSince ?? worker.ChangedAt,
            Cordon = worker.Cordon is { } cordon ? cordon with { By = await names.OfAsync(cordon.By) } : null,
            IsIngress = worker.IsIngress,
            Endpoint = worker.Endpoint,
            Address = worker.Address,
            SeenAt = view.SeenAt,
            Problem = AdminWords.ProblemsOf(view) is { Count: > 0 } problems ? string.Join(' ', problems) : null,
            Warnings = [.. AdminWords.WarningsOf(worker)],
            Capacity = [.. overview.Capacity.Select(use => new ControlUse(use.Resource, use.Used, use.Usable))],
            Operation = worker.Operation is { } operation ? await NamedAsync(operation, names) : null,
        };
    }

    private static async Task<Operation> NamedAsync(Operation operation, ActorNames names) => operation with { AskedBy = await names.OfAsync(operation.AskedBy) };
}
