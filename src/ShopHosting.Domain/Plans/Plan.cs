namespace ShopHosting.Domain.Plans;

/// <summary>What one store may use. The one place from which containers, capacity and pages take their numbers.</summary>
/// <param name="MemoryMb">MiB over all containers of the store.</param>
/// <param name="CpuMillis">Thousandths of a processor over all containers.</param>
/// <param name="Pids">Processes and threads in each container.</param>
/// <param name="DiskMb">MiB over all volumes.</param>
public sealed record PlanLimits(int MemoryMb, int CpuMillis, int Pids, int DiskMb);

/// <summary>An offer of the catalogue.</summary>
/// <param name="Id">Stable, lower case.</param>
/// <param name="Sentence">For whom it is, in one sentence.</param>
/// <param name="PriceCents">Each month, in hundredths of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Stores">How many stores the account may have.</param>
/// <param name="Limits">Of each store.</param>
public sealed record Plan(string Id, string Title, string Sentence, int PriceCents, string Currency, int Stores, PlanLimits Limits);
