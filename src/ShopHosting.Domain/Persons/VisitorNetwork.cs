using System.Net;
using System.Net.Sockets;

namespace ShopHosting.Domain.Persons;

/// <summary>The part of an address that counts as one visitor: an IPv4 address, or the /64 of an IPv6 one, which a customer has whole to choose addresses from.</summary>
public static class VisitorNetwork
{
    public const string Unknown = "unknown";

    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return Unknown;
        }

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.MapToIPv4().ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    /// <summary>Of an address as text, as a session keeps it.</summary>
    public static string Of(string address) => Of(IPAddress.TryParse(address, out var parsed) ? parsed : null);
}
