using System.ComponentModel.DataAnnotations;
using ShopHosting.Domain.Plans;

namespace ShopHosting.Provisioning;

/// <summary>The plans on offer. Section <c>Catalogue</c>; a plan that accounts have is never removed, only renamed.</summary>
public sealed class CatalogueOptions
{
    public const string Section = "Catalogue";

    [MinLength(1)]
    public List<PlanOptions> Plans { get; set; } = [];

    public Plan? Find(string id) => Plans.FirstOrDefault(plan => plan.Id == id)?.ToPlan();
}

public sealed class PlanOptions
{
    [Required]
    public string Id { get; set; } = "";

    [Required]
    public string Title { get; set; } = "";

    public string Sentence { get; set; } = "";

    /// <summary>Each month, in hundredths of the currency.</summary>
    [Range(0, 10_000_000)]
    public int PriceCents { get; set; }

    public string Currency { get; set; } = "EUR";

    [Range(1, 1000)]
    public int Stores { get; set; } = 1;

    /// <summary>MiB over all containers of a store.</summary>
    [Range(256, 1_000_000)]
    public int MemoryMb { get; set; } = 768;

    /// <summary>Thousandths of a processor over all containers of a store.</summary>
    [Range(100, 256_000)]
    public int CpuMillis { get; set; } = 1000;

    /// <summary>Processes and threads in each container.</summary>
    [Range(32, 10_000)]
    public int Pids { get; set; } = 200;

    /// <summary>MiB over all volumes of a store.</summary>
    [Range(256, 10_000_000)]
    public int DiskMb { get; set; } = 5120;

    public Plan ToPlan() => new(Id, Title, Sentence, PriceCents, Currency, Stores, new PlanLimits(MemoryMb, CpuMillis, Pids, DiskMb));
}
