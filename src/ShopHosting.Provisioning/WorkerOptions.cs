using System.ComponentModel.DataAnnotations;

namespace ShopHosting.Provisioning;

/// <summary>How much of each worker stores may use, and how often it is looked at. Section <c>Workers</c>.</summary>
public sealed class WorkerOptions
{
    public const string Section = "Workers";

    /// <summary>Percent of the machine's memory that plans may add up to. Default 85: the rest is the system's, Docker's and the edge's.</summary>
    [Range(1, 400)]
    public int MemoryPercent { get; set; } = 85;

    /// <summary>Percent of the machine's processors that plans may add up to. Default 800: shops idle most of the time, and a limit is no reservation.</summary>
    [Range(1, 10_000)]
    public int CpuPercent { get; set; } = 800;

    /// <summary>Percent of the disk under Docker's data that plans may add up to. Default 85: the rest is the images', the logs' and the system's.</summary>
    [Range(1, 10_000)]
    public int DiskPercent { get; set; } = 85;

    /// <summary>MiB of disk that plans may add up to on each worker, instead of a share of what was seen. Default: none, or 51,200 where the disk can't be seen.</summary>
    [Range(1, long.MaxValue)]
    public long? DiskMb { get; set; }

    /// <summary>MiB of memory below which a server is not taken in. Default 1,024: about two idle shops beside Docker.</summary>
    [Range(0, long.MaxValue)]
    public long LeastMemoryMb { get; set; } = 1024;

    /// <summary>MiB that must be free under Docker's data when a server is taken in. Default 2,048: the images take most of it.</summary>
    [Range(0, long.MaxValue)]
    public long LeastFreeDiskMb { get; set; } = 2048;

    /// <summary>Whether a worker may be joined by the path of its engine's socket. Default true; false in a cluster, where each control node has another engine there.</summary>
    public bool TakesSockets { get; set; } = true;

    /// <summary>MiB of a worker's disk that stores may use, of what was seen of it.</summary>
    public long UsableDiskMb(long? seenMb) => DiskMb ?? seenMb * DiskPercent / 100 ?? 51_200;

    /// <summary>Percent of each resource that new stores leave free on every worker. Default 0: what is offered is shares of the machine already, as said above.</summary>
    [Range(0, 90)]
    public int HeadroomPercent { get; set; }

    /// <summary>How often everything on a worker is compared with what it should be, besides at each event of its engine. Default 30 s.</summary>
    public TimeSpan CheckPeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often each container of a live shop is asked for itself, besides after an event or a silence of its engine: what somebody changed by hand is in no list. Default 10 minutes.</summary>
    public TimeSpan ComparePeriod { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often each live shop is asked from outside. Default 60 s.</summary>
    public TimeSpan ProbePeriod { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the database is asked who owes work: what catches anything that was forgotten by a crash. Default 5 s.</summary>
    public TimeSpan WakePeriod { get; set; } = TimeSpan.FromSeconds(5);
}
