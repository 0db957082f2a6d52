using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Plans;

namespace ShopHosting.Domain.Stores;

/// <summary>Why a worker can't have a store, in the order in which it is asked.</summary>
public enum PlacementFilter
{
    /// <summary>Never taken in, or something of the platform's own there could not be set right.</summary>
    NotReady,
    Unreachable,
    Retired,
    Cordoned,
    Memory,
    Cpu,
    Disk,
    Slots,
    Images,
}

/// <summary>How many workers a filter left out.</summary>
public sealed record LeftOut(PlacementFilter Filter, int Count)
{
    /// <summary>As in "3 without 512 MiB of memory".</summary>
    /// <param name="limits">Of the store for which they were asked.</param>
    /// <param name="platform">The title of its kind.</param>
    public string Words(PlanLimits limits, string platform) => Filter switch
    {
        PlacementFilter.NotReady => $"{Count} not ready",
        PlacementFilter.Unreachable => $"{Count} unreachable",
        PlacementFilter.Retired => $"{Count} retired",
        PlacementFilter.Cordoned => $"{Count} cordoned",
        PlacementFilter.Memory => $"{Count} without {limits.MemoryMb} MiB of memory",
        PlacementFilter.Cpu => $"{Count} without {limits.CpuMillis} CPU millis",
        PlacementFilter.Disk => $"{Count} without {limits.DiskMb} MiB of disk",
        PlacementFilter.Slots => $"{Count} without a free slot",
        PlacementFilter.Images => $"{Count} without the images of {platform}",
    };
}

/// <summary>How good a worker is for a store.</summary>
/// <param name="Balance">Thousandths of its scarcest resource that stay free with the store there: the emptier, the better.</param>
/// <param name="Scarcest">Which resource that is.</param>
/// <param name="Neighbours">How many other stores of the account it has: the fewer, the fewer are gone with it.</param>
public sealed record PlacementScore(WorkerId Worker, int Balance, string Scarcest, int Neighbours)
{
    [JsonIgnore]
    public int Spread => PlacementRules.BestScore / (1 + Neighbours);

    [JsonIgnore]
    public int Total => Balance + Spread;
}

/// <summary>Why a store is where it is, as it was decided then.</summary>
/// <param name="Workers">How many were asked.</param>
/// <param name="LeftOut">By which filters, and how many.</param>
/// <param name="Next">Who came second; null when nobody else had room.</param>
public sealed record PlacementReason(DateTimeOffset At, int Workers, ImmutableArray<LeftOut> LeftOut, PlacementScore Chosen, PlacementScore? Next);
