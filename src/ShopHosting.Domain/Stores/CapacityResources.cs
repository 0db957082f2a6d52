namespace ShopHosting.Domain.Stores;

/// <summary>The counted resources of a worker.</summary>
public static class CapacityResources
{
    public const string MemoryMb = "memory-mb";
    public const string CpuMillis = "cpu-millis";
    public const string DiskMb = "disk-mb";
}
