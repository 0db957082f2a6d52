using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using HandlebarsDotNet;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Secrets;

namespace ShopHosting.Provisioning.Edge;

/// <summary>
/// From the routes of an edge to the files of one generation. Values are of strict types, the rendered text is read back and must name exactly the routes,
/// and nginx itself tests it before it is served.
/// </summary>
public sealed class EdgeConfiguration
{
    /// <summary>How the edge answers for a suspended shop: come back later, whatever was asked for.</summary>
    public const int SuspendedStatus = 503;

    /// <summary>Says which of its own pages the edge answered with.</summary>
    public const string PageHeader = "X-ShopHosting-Page";

    public const string SuspendedPage = "suspended";

    /// <summary>How an edge where visitors come in answers while it does not reach the edge of the shop's worker.</summary>
    public const int AwayStatus = 503;

    public const string AwayPage = "away";

    private readonly InstallationOptions installation;
    private readonly HandlebarsTemplate<object, object> main;
    private readonly HandlebarsTemplate<object, object> forwards;
    private readonly ISecretBox secrets;
    private readonly HandlebarsTemplate<object, object> suspended;
    private readonly string shop;
    private readonly ImmutableDictionary<string, HandlebarsTemplate<object, object>> sites;

    public EdgeConfiguration(IOptions<InstallationOptions> options, PlatformCatalogue platforms, ISecretBox secrets)
    {
        installation = options.Value;
        this.secrets = secrets;
        var handlebars = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = true });
        main = handlebars.Compile(File.ReadAllText(Path.Combine(installation.Templates, "edge", "nginx.conf")));
        forwards = handlebars.Compile(File.ReadAllText(Path.Combine(installation.Templates, "edge", "forwards.conf")));
        suspended = handlebars.Compile(File.ReadAllText(Path.Combine(installation.Templates, "edge", "suspended.conf")));
        shop = File.ReadAllText(Path.Combine(installation.Templates, "edge", "shop.conf"));
        sites = platforms.All.ToImmutableDictionary(
            platform => platform.Name, platform => handlebars.Compile(File.ReadAllText(Path.Combine(installation.Templates, platform.Name, "site.conf"))));
    }

    /// <summary>The folder of a generation, in the edge's volume.</summary>
    public static string FolderOf(long generation) => string.Create(CultureInfo.InvariantCulture, $"/etc/edge/gen/{generation}");

    /// <param name="routes">Host name to the store on this worker.</param>
    /// <param name="generation">The number of the generation.</param>
    /// <param name="forwarding">Null when there are no other edges.</param>
    public ImmutableArray<UploadFile> Render(ImmutableSortedDictionary<string, EdgeRoute> routes, long generation, EdgeForwarding? forwarding = null)
    {
        var folder = FolderOf(generation);
        var text = new StringBuilder();
        foreach (var (host, route) in routes)
        {
            text.Append(Site(host, route, folder)).Append('\n');
        }

        var mapSize = BitOperations.RoundUpToPowerOf2((uint)Math.Max(2048, forwarding?.Map.Values.Sum(part => part.Hosts) ?? 0));
        var configuration = main(new { generation, folder, port = installation.EdgePort, forwardPort = installation.ForwardPort, mapSize, status = AwayStatus, header = PageHeader, page = AwayPage });
        var rendered = text.ToString();
        NginxText.MustRoute(rendered, routes.ToDictionary(route => route.Key, route => route.Value.IsSuspended ? NginxText.Nowhere : route.Value.Endpoint));
        return [FileOf($"{folder}/nginx.conf", configuration), FileOf($"{folder}/shop.conf", shop), FileOf($"{folder}/sites.conf", rendered), .. Forwarding(forwarding, folder)];
    }

    /// <summary>A part of the map from host names to workers, as a file that all generations share as long as it stays the same.</summary>
    public static (string Hash, UploadFile File) RenderMap(ImmutableSortedDictionary<string, Forward> forwards)
    {
        var text = new StringBuilder();
        foreach (var (host, forward) in forwards)
        {
            MustBeHost(host);
            text.Append(CultureInfo.InvariantCulture, $"{host} {forward.Worker};\n");
        }

        NginxText.MustMap(text.ToString(), forwards.ToDictionary(forward => forward.Key, forward => forward.Value.Worker.Value));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
        return (hash, FileOf($"/etc/edge/maps/{hash}.map", text.ToString()));
    }

    /// <summary>The same for the same text, whatever number its generation has.</summary>
    public string HashOf(ImmutableSortedDictionary<string, EdgeRoute> routes, EdgeForwarding? forwarding = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Render(routes, 0, forwarding))
        {
            hash.AppendData(file.Content.Bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string Site(string host, EdgeRoute route, string folder)
    {
        MustBeHost(host);
        if (route.Address is null ? route.Port is < 1024 or > 65535 : route.Port is < 1 or > 65535 || !IsTenants(route.Address))
        {
            throw new ArgumentException($"{route.Endpoint} is no address of a store.", nameof(route));
        }

        if (route.IsSuspended)
        {
            return suspended(new { host, edgePort = installation.EdgePort, status = SuspendedStatus, header = PageHeader, page = SuspendedPage });
        }

        return sites.TryGetValue(route.Platform, out var site)
            ? site(new { host, folder, endpoint = route.Endpoint, edgePort = installation.EdgePort, upstream = $"store_{route.Endpoint.Replace(':', '_')}" })
            : throw new ArgumentException($"There is no site template for the platform {route.Platform}.", nameof(route));
    }

    private bool IsTenants(string address) => IPAddress.TryParse(address, out var ip) && ip.ToString() == address && IPNetwork.Parse(installation.TenantPool).Contains(ip);

    private IEnumerable<UploadFile> Forwarding(EdgeForwarding? forwarding, string folder)
    {
        if (forwarding is null)
        {
            yield return FileOf($"{folder}/forwards.conf", "map $host $forward {\n  default '';\n}\n");
            yield break;
        }

        yield return FileOf($"{folder}/forwards.conf", forwards(new
        {
            folder,
            address = ListenerOf(forwarding.Address),
            map = forwarding.Map.Values.Where(part => part.Hosts > 0).Select(part => part.Hash),
            peers = forwarding.Peers.Select(peer => new { worker = WorkerId.Parse(peer.Key), address = ListenerOf(peer.Value) }),
        }));
        yield return FileOf($"{folder}/forward.pem", forwarding.Certificate.Pem);
        yield return FileOf($"{folder}/forward.key", secrets.Open(forwarding.Certificate.Key), 0b100_000_000);
        yield return FileOf($"{folder}/authorities.pem", string.Join('\n', forwarding.Authorities));
    }

    private string ListenerOf(string address)
        => IPAddress.TryParse(address, out var ip) ? new IPEndPoint(ip, installation.ForwardPort).ToString()
            : address.Split('.').All(DnsLabel.IsValid) ? string.Create(CultureInfo.InvariantCulture, $"{address}:{installation.ForwardPort}")
            : throw new ArgumentException($"'{address}' is no address of a worker.", nameof(address));

    private static void MustBeHost(string host)
    {
        if (!host.Split('.').All(DnsLabel.IsValid) || host.Length > 253)
        {
            throw new ArgumentException($"'{host}' is no host name.", nameof(host));
        }
    }

    private static UploadFile FileOf(string path, string text, int mode = 0b110_100_100) => new(path, mode, 0, 0, new Content(Encoding.UTF8.GetBytes(text)));
}
