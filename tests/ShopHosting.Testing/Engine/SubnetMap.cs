using System.Buffers.Binary;
using System.Net;

namespace ShopHosting.Testing.Engine;

/// <summary>Which IPv4 ranges are taken. Asking is logarithmic, because a simulation has many networks.</summary>
internal sealed class SubnetMap
{
    private readonly List<(uint First, uint Last)> ranges = [];     // in order, none overlaps another

    public bool TryTake(string subnet)
    {
        var range = RangeOf(subnet);
        var place = ~ranges.BinarySearch(range);
        if (place < 0 || (place > 0 && ranges[place - 1].Last >= range.First) || (place < ranges.Count && ranges[place].First <= range.Last))
        {
            return false;
        }

        ranges.Insert(place, range);
        return true;
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
