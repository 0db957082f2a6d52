using System.Buffers.Binary;
using System.Net;

namespace ShopHosting.Testing.Engine;

/// <summary>Which IPv4 ranges are taken. Asking is logarithmic, because a simulation has many networks.</summary>
internal sealed class SubnetMap
{
    private readonly SortedSet<(uint First, uint Last)> ranges = [];

    public bool TryTake(string subnet)
    {
        var (first, last) = RangeOf(subnet);
        var before = ranges.GetViewBetween((0, 0), (last, uint.MaxValue)).Max;     // (0, 0) when there is none
        if (before.Last >= first)
        {
            return false;
        }

        return ranges.Add((first, last));
    }

    public void Give(string subnet) => ranges.Remove(RangeOf(subnet));

    public static string AddressIn(string subnet, int number) => new IPAddress(BinaryPrimitives.ReverseEndianness(RangeOf(subnet).First + (uint)number)).ToString();

    private static (uint First, uint Last) RangeOf(string subnet)
    {
        var network = IPNetwork.Parse(subnet);
        var first = BinaryPrimitives.ReadUInt32BigEndian(network.BaseAddress.GetAddressBytes());
        return (first, first + (uint)((1L << (32 - network.PrefixLength)) - 1));
    }
}
