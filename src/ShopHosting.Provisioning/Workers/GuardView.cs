using System.Globalization;

namespace ShopHosting.Provisioning.Workers;

/// <summary>What the guard sees of its machine, read from the texts of the kernel and of df: it is in the host's network, and its root lies on Docker's disk.</summary>
public static class GuardView
{
    private const string Listening = "0A";

    /// <summary>Whether anybody listens on a port, by the tables <c>/proc/net/tcp</c> and <c>tcp6</c>.</summary>
    public static bool IsTaken(string tables, int port)
    {
        var wanted = $":{port:X4}";
        return tables.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields is [_, var local, _, Listening, ..] && local.EndsWith(wanted, StringComparison.Ordinal));
    }

    /// <summary>Size and free space in MiB, by <c>df -kP</c> of one place; null when it is not to be read.</summary>
    public static (long Total, long Free)? Disk(string output)
        => output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var total, _, var free, ..]
            && long.TryParse(total, NumberStyles.None, CultureInfo.InvariantCulture, out var totalKb) && long.TryParse(free, NumberStyles.None, CultureInfo.InvariantCulture, out var freeKb)
            ? (totalKb / 1024, freeKb / 1024)
            : null;
}
