using System.Globalization;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Domain.Workers;

/// <summary>What can be refused about a worker, or be wrong with it.</summary>
public static class WorkerErrors
{
    public static Error NoSuchWorker { get; } = new(ErrorKind.NotFound, "worker.not-found", "There is no such worker.");

    public static Error NameNotConfirmed { get; } = new(ErrorKind.Invalid, "worker.name-not-confirmed", "Type the worker's name exactly as it stands above, to show that you mean this one.", "ConfirmedName");

    public static Error NeedsCertificates { get; } = Error.Invalid("Bundle",
        "An engine over tcp is spoken to with mutual TLS only, because its port is root on the worker. Make certificates with: shopctl worker certificates NAME --address HOST - and hand in the file panel.pem that it makes.");

    public static Error NoSockets { get; } = Error.Invalid("Endpoint",
        "In a cluster a socket is no address, because each control node has another engine there. Give the engine an address, tcp://host:2376, or let a silo of the role worker run on the server: it joins by itself.");

    public static Error Configured(WorkerId worker) => new(ErrorKind.NotPossible, "worker.configured",
        $"Worker {worker} is set up by the panel's configuration (Docker:Workers:{worker}); change it there and start the panel again.", "Name");

    public static Error EngineTaken(string engine) => new(ErrorKind.Taken, "worker.engine-taken",
        $"The Docker Engine {engine} is another worker of this installation already: see whether the address is right. If the server is a copy of another one's disk, give its engine an id of its own: "
            + "sudo rm -f /etc/docker/key.json /var/lib/docker/engine-id && sudo systemctl restart docker");

    public static Error NotReachedSo(Error found) => Error.Invalid("Endpoint", $"Nothing was changed, because the server was not reached in this way: {found.Message}");

    public static Error OtherEngine(WorkerId worker, string own, string found) => Error.Invalid("Endpoint",
        $"Nothing was changed: another Docker Engine answers there ({found}), and the shops of worker {worker} are on {own}. Take that server in under a name of its own.");

    public static Error NotPossible(WorkerState worker, WorkerCommandKind kind) => new(ErrorKind.NotPossible, "worker.not-possible", $"{Verb(kind)} is not possible: {Situation(worker)}");

    public static Error Unreachable(WorkerId worker, DateTimeOffset since) => new(ErrorKind.Unavailable, "worker.unreachable",
        string.Create(CultureInfo.InvariantCulture, $"Nobody has heard of worker {worker} since {since:yyyy-MM-dd HH:mm:ss} UTC. Its stores may well go on; look at its machine and its network."));

    public static Error HasStores(WorkerId worker, long stores) => new(ErrorKind.NotPossible, "worker.has-stores",
        string.Create(CultureInfo.InvariantCulture, $"Worker {worker} can't be retired: {stores} {(stores == 1 ? "store is" : "stores are")} placed there. Cordon it, and delete them or wait until their data is removed."));

    public static Error TookTooLong(Operation operation) => new(ErrorKind.Unavailable, "worker.took-too-long",
        string.Create(CultureInfo.InvariantCulture, $"{Unfinished(operation)} was not finished within {(operation.Deadline - operation.StartedAt).TotalMinutes:0} minutes. It is tried again by itself; see on the server whether its Docker Engine hangs: docker ps"));

    private static string Unfinished(Operation operation)
        => operation.Steps.FirstOrDefault(step => step.Status is not (StepStatus.Done or StepStatus.Skipped)) is { } step ? $"\"{step.Title}\"" : "It";

    private static string Verb(WorkerCommandKind kind) => kind switch
    {
        WorkerCommandKind.Join => "Taking it in",
        WorkerCommandKind.Repair => "Repairing",
        WorkerCommandKind.WorkFinished or WorkerCommandKind.WorkFailed => "This step",
        WorkerCommandKind.Cordon => "Cordoning",
        WorkerCommandKind.Uncordon => "Giving it stores again",
        WorkerCommandKind.Ingress => "Changing where visitors come in",
        WorkerCommandKind.Lost or WorkerCommandKind.Returned => "This notice",
        WorkerCommandKind.Retire => "Retiring",
    };

    private static string Situation(WorkerState worker) => worker.Status switch
    {
        WorkerStatus.Joining => $"worker {worker.Id} is just being taken in.",
        WorkerStatus.Failed => $"worker {worker.Id} could not be set up; see why, mend it and check again.",
        WorkerStatus.Active => $"worker {worker.Id} is active and nothing is being done to it.",
        WorkerStatus.Repairing => $"worker {worker.Id} is just being repaired.",
        WorkerStatus.Unreachable => $"worker {worker.Id} is not reachable.",
        WorkerStatus.Retired => $"worker {worker.Id} is retired; join it anew.",
    };
}
