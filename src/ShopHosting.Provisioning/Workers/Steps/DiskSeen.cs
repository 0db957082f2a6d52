using System.Globalization;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>How large the disk is that Docker's data lies on, and whether room is left there.</summary>
public sealed class DiskSeen(WorkerOptions options) : WorkerCheck("Disk", "Looking at the disk")
{
    protected override async Task<Verdict> LookAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        var told = await context.Engine.ExecAsync(new ExecRequest(context.Containers.GuardContainer, ["df", "-kP", "/"]), cancellationToken);
        if (!told.Ok)
        {
            return new Verdict.Unknown(told.Error);
        }

        if (GuardView.Disk(told.Value.Output) is not { } disk)
        {
            return new Verdict.Doubtful("Its size could not be read.", "See on it: df -h /var/lib/docker");
        }

        context.Disk = disk;
        var text = string.Create(CultureInfo.InvariantCulture, $"{disk.Free} of {disk.Total} MiB are free");
        return disk.Free >= options.LeastFreeDiskMb
            ? new Verdict.Fine(text)
            : new Verdict.Wrong(string.Create(CultureInfo.InvariantCulture, $"Only {text} where Docker's data lies; {options.LeastFreeDiskMb} MiB are the least."), "See what takes it: docker system df");
    }
}
