using System.Buffers.Binary;
using System.ComponentModel.DataAnnotations;
using System.Net;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Provisioning;

/// <summary>What is said once for the whole installation. Section <c>Installation</c>.</summary>
public sealed class InstallationOptions
{
    public const string Section = "Installation";

    /// <summary>What keeps two installations on one engine apart: 1 to 12 characters a-z and 0-9. Never changed once there are stores. Default <c>main</c>.</summary>
    [Required, RegularExpression("^[a-z0-9]{1,12}$", ErrorMessage = "Installation:Id takes 1 to 12 characters a-z and 0-9.")]
    public string Id { get; set; } = "main";

    /// <summary>The name that people read. Default ShopHosting.</summary>
    [Required]
    public string Name { get; set; } = "ShopHosting";

    /// <summary>Where people find the panel, as the links in its mails say. Default <c>http://localhost:8080/</c>.</summary>
    [Required]
    public Uri PanelAddress { get; set; } = new("http://localhost:8080/");

    /// <summary>Under which shops live; another registrable domain than the panel's in production. Default <c>shops.localhost</c>, which needs no DNS.</summary>
    [Required]
    public string ShopDomain { get; set; } = "shops.localhost";

    /// <summary>http or https, as visitors see it. Default http.</summary>
    [RegularExpression("^https?$", ErrorMessage = "Installation:ShopScheme is http or https.")]
    public string ShopScheme { get; set; } = "http";

    /// <summary>The port of the edges, part of the shops' addresses. Default 8088.</summary>
    [Range(1, 65535)]
    public int EdgePort { get; set; } = 8088;

    /// <summary>The port on a worker's private address on which its edge takes what other edges forward, by mutual TLS. Another installation on the same machine takes another one. Default 8443.</summary>
    [Range(1024, 65535)]
    public int ForwardPort { get; set; } = 8443;

    /// <summary>The first of the loopback ports that applications of stores are published on; slot n has port n after it. Default 21000.</summary>
    [Range(1024, 60000)]
    public int PortBase { get; set; } = 21000;

    /// <summary>How many stores a worker may have by ports and subnets. Default 4000.</summary>
    [Range(1, 8000)]
    public int SlotsPerWorker { get; set; } = 4000;

    /// <summary>The addresses of the stores' networks on each worker, IPv4 in CIDR form; a slot takes two /28 of it. Default 10.180.0.0/14.</summary>
    [Required]
    public string TenantPool { get; set; } = "10.180.0.0/14";

    /// <summary>How long the data of a deleted store is kept. Default 7 days.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The folder of the platforms, relative to the program. Default <c>templates</c>.</summary>
    [Required]
    public string Templates { get; set; } = "templates";

    /// <summary>The file in which ops/images/build wrote which images there are.</summary>
    [Required]
    public string Images { get; set; } = "images.json";

    public InstallationId InstallationId => InstallationId.Parse(Id);

    /// <summary>The host name of a shop, without a port.</summary>
    public string HostOf(StoreName name) => $"{name}.{ShopDomain}";

    /// <summary>The host name with the port that visitors type, when they have to.</summary>
    public string AuthorityOf(StoreName name) => HasDefaultPort ? HostOf(name) : $"{HostOf(name)}:{EdgePort}";

    public Uri AddressOf(StoreName name) => new($"{ShopScheme}://{AuthorityOf(name)}/");

    public int PortOf(Placement placement) => PortBase + placement.Slot;

    /// <summary>One of the two /28 of a slot: 0 inner, 1 outer.</summary>
    public string SubnetOf(Placement placement, int which) => $"{AddressIn(placement, which, 0)}/28";

    /// <summary>Of a component in that subnet, counted from its last one, because Docker gives others away from the first.</summary>
    public string AddressOf(Placement placement, int which, int component)
        => component is >= 0 and < MostComponents ? AddressIn(placement, which, (uint)(14 - component)) : throw new ArgumentOutOfRangeException(nameof(component));

    /// <summary>With an address in a /28: the first is the gateway's, and one stays free.</summary>
    public const int MostComponents = 12;

    /// <summary>Visitors need not type the port.</summary>
    public bool HasDefaultPort => (ShopScheme, EdgePort) is ("http", 80) or ("https", 443);

    private string AddressIn(Placement placement, int which, uint host)
    {
        var bytes = IPNetwork.Parse(TenantPool).BaseAddress.GetAddressBytes();
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + ((uint)placement.Slot * 2 + (uint)which) * 16 + host);
        return new IPAddress(bytes).ToString();
    }
}
