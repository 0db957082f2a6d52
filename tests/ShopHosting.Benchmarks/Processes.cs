using System.Diagnostics;
using System.Globalization;

namespace ShopHosting.Benchmarks;

/// <summary>What a process takes, as the kernel counts it.</summary>
internal static class Processes
{
    public static TimeSpan Processor(int process)
    {
        using var found = Process.GetProcessById(process);
        return found.TotalProcessorTime;
    }

    /// <summary>Resident memory.</summary>
    public static double Megabytes(int process)
        => double.Parse(File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
