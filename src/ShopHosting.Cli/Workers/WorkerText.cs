using System.Globalization;
using System.Text;
using ShopHosting.Cli.Panel;
using ShopHosting.Domain.Control;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Cli.Workers;

/// <summary>Workers in words and tables, as a terminal shows them.</summary>
internal static class WorkerText
{
    private const int MostOfProblem = 60;
    private const int MostLately = 5;
    private static readonly string[] s_head = ["NAME", "STATUS", "INGRESS", "STORES", "MEMORY", "CPU", "DISK", "SEEN", "PROBLEM"];

    public static string Table(IReadOnlyCollection<ControlWorker> workers, DateTimeOffset now)
    {
        if (workers.Count == 0)
        {
            return "There is no worker yet; shopctl worker join takes one in.";
        }

        List<string[]> rows = [s_head, .. workers.Select(worker => Row(worker, now))];
        var widths = s_head.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }

    /// <summary>All that is known of one.</summary>
    public static string Of(ControlWorker worker, IReadOnlyCollection<Operation> lately, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{worker.Name}: {worker.Status} since {Moment(worker.Since)}\n\n");
        foreach (var (fact, value) in Facts(worker, now))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {fact,-16}{value}\n");
        }

        if (worker.Operation is { } operation)
        {
            text.Append("\nChecks\n");
            using var lines = new StringWriter(text, CultureInfo.InvariantCulture) { NewLine = "\n" };
            new StepPrinter(lines).Tell(operation.Steps.Select(LiveStep.Of));
        }

        foreach (var warning in worker.Warnings)
        {
            text.Append(CultureInfo.InvariantCulture, $"  Warning: {warning}\n");
        }

        if (lately.Count > 0)
        {
            text.Append("\nLately\n");
        }

        foreach (var done in lately.Take(MostLately))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Moment(done.StartedAt)}  {done.Kind} {done.Outcome}, asked by {done.AskedBy}{(done.Reason is { } reason ? $": {reason}" : "")}\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>How it is when nothing is being done with it.</summary>
    public static string OfStatus(ControlWorker worker) => worker.Status switch
    {
        WorkerStatus.Active => OfCordon(worker),
        WorkerStatus.Joining or WorkerStatus.Repairing => $"{worker.Name} is being looked at and set up.",
        WorkerStatus.Failed => $"{worker.Name} could not be set up. {worker.Problem}\nOnce that is mended: shopctl worker check {worker.Name} (it is also tried again by itself).",
        WorkerStatus.Unreachable => $"{worker.Name} is not reachable. {worker.Problem}",
        WorkerStatus.Retired => $"{worker.Name} is retired.",
    };

    public static string OfCordon(ControlWorker worker) => worker switch
    {
        { Cordon: { } cordon } => $"{worker.Name} is cordoned: it gets no new stores, and those that it has go on. {cordon.Reason}",
        { Status: WorkerStatus.Active or WorkerStatus.Repairing } => $"{worker.Name} is {(worker.Status == WorkerStatus.Active ? "active" : "being looked at")} and gets new stores.",
        _ => $"{worker.Name} is not cordoned, and gets new stores once it is active; it is {worker.Status}.",
    };

    public static string OfIngress(ControlWorker worker) => worker.IsIngress
        ? $"Visitors of all stores may come in by {worker.Name}; its edge hands them on to the worker of their store."
        : $"Visitors come in by {worker.Name} for its own stores only. See that DNS names another ingress.";

    public static string OfRetirement(ControlWorker worker)
        => $"{worker.Name} is {worker.Status.ToString().ToLowerInvariant()}: nobody looks at it any more, and its certificates are forgotten. What runs there of the platform goes on until you remove it: ops/runbooks/workers.md.";

    private static string[] Row(ControlWorker worker, DateTimeOffset now) =>
    [
        worker.Name.Value,
        worker.Cordon is null ? worker.Status.ToString() : $"{worker.Status}, cordoned",
        worker.IsIngress ? "yes" : "no",
        Use(worker, StoreMachine.SlotClaim)?.Used.ToString(CultureInfo.InvariantCulture) ?? "-",
        Gigabytes(worker, CapacityResources.MemoryMb),
        Cores(worker),
        Gigabytes(worker, CapacityResources.DiskMb),
        Seen(worker, now),
        worker.Problem is { Length: > MostOfProblem } problem ? $"{problem[..MostOfProblem]}…" : worker.Problem ?? "",
    ];

    private static IEnumerable<(string Fact, string Value)> Facts(ControlWorker worker, DateTimeOffset now)
    {
        yield return ("Engine", worker.Endpoint);
        yield return ("Private address", worker.Address ?? "none");
        yield return ("Answered last", Seen(worker, now));
        yield return ("Ingress", worker.IsIngress ? "yes" : "no");
        if (worker.Cordon is { } cordon)
        {
            yield return ("Cordoned", $"{Moment(cordon.Since)} by {cordon.By}: {cordon.Reason}");
        }

        yield return ("Stores", Use(worker, StoreMachine.SlotClaim) is { } slots ? $"{slots.Used} of {slots.Usable}" : "-");
        yield return ("Memory", Gigabytes(worker, CapacityResources.MemoryMb));
        yield return ("Processor cores", Cores(worker));
        yield return ("Disk", Gigabytes(worker, CapacityResources.DiskMb));
        if (worker.Problem is { } problem)
        {
            yield return ("Problem", problem);
        }
    }

    private static ControlUse? Use(ControlWorker worker, string resource) => worker.Capacity.FirstOrDefault(use => use.Resource == resource);

    private static string Gigabytes(ControlWorker worker, string resource)
        => Use(worker, resource) is { } use ? string.Create(CultureInfo.InvariantCulture, $"{use.Used / 1024m:0.#} of {use.Usable / 1024m:0.#} GB") : "-";

    private static string Cores(ControlWorker worker)
        => Use(worker, CapacityResources.CpuMillis) is { } use ? string.Create(CultureInfo.InvariantCulture, $"{use.Used / 1000m:0.##} of {use.Usable / 1000m:0.##}") : "-";

    private static string Seen(ControlWorker worker, DateTimeOffset now) => worker.SeenAt is not { } seen ? "not yet" : (now - seen) switch
    {
        { TotalSeconds: < 90 } ago => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, ago.TotalSeconds):0} s ago"),
        { TotalMinutes: < 90 } ago => string.Create(CultureInfo.InvariantCulture, $"{ago.TotalMinutes:0} min ago"),
        { TotalHours: < 48 } ago => string.Create(CultureInfo.InvariantCulture, $"{ago.TotalHours:0} h ago"),
        var ago => string.Create(CultureInfo.InvariantCulture, $"{ago.TotalDays:0} days ago"),
    };

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
