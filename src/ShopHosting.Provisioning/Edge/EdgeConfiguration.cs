using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HandlebarsDotNet;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;

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

    private readonly InstallationOptions installation;
    private readonly HandlebarsTemplate<object, object> main;
    private readonly HandlebarsTemplate<object, object> suspended;
    private readonly string shop;
    private readonly ImmutableDictionary<string, HandlebarsTemplate<object, object>> sites;

    public EdgeConfiguration(IOptions<InstallationOptions> options, PlatformCatalogue platforms)
    {
        installation = options.Value;
        var handlebars = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = true });
        main = handlebars.Compile(File.ReadAllText(Path.Combine(installation.Templates, "edge", "nginx.conf")));
        suspended = handlebars.Compile(File.ReadAllText(Path.Combine(installation.Templates, "edge", "suspended.conf")));
        shop = File.ReadAllText(Path.Combine(installation.Templates, "edge", "shop.conf"));
        sites = platforms.All.ToImmutableDictionary(
            platform => platform.Name, platform => handlebars.Compile(File.ReadAllText(Path.Combine(installation.Templates, platform.Name, "site.conf"))));
    }

    /// <summary>The folder of a generation, in the edge's volume.</summary>
    public static string FolderOf(long generation) => string.Create(CultureInfo.InvariantCulture, $"/etc/edge/gen/{generation}");

    public ImmutableArray<UploadFile> Render(ImmutableSortedDictionary<string, EdgeRoute> routes, long generation)
    {
        var folder = FolderOf(generation);
        var text = new StringBuilder();
        foreach (var (host, route) in routes)
        {
            text.Append(Site(host, route, folder)).Append('\n');
        }

        var configuration = main(new { generation, folder, port = installation.EdgePort });
        var rendered = text.ToString();
        NginxText.MustRoute(rendered, routes.ToDictionary(route => route.Key, route => route.Value.IsSuspended ? NginxText.Nowhere : route.Value.Port));
        return [FileOf($"{folder}/nginx.conf", configuration), FileOf($"{folder}/shop.conf", shop), FileOf($"{folder}/sites.conf", rendered)];
    }

    /// <summary>The same for the same text, whatever number its generation has.</summary>
    public string HashOf(ImmutableSortedDictionary<string, EdgeRoute> routes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Render(routes, 0))
        {
            hash.AppendData(file.Content.Bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string Site(string host, EdgeRoute route, string folder)
    {
        if (!host.Split('.').All(DnsLabel.IsValid) || host.Length > 253)
        {
            throw new ArgumentException($"'{host}' is no host name.", nameof(host));
        }

        if (route.Port is < 1024 or > 65535)
        {
            throw new ArgumentException($"{route.Port} is no port of a store.", nameof(route));
        }

        if (route.IsSuspended)
        {
            return suspended(new { host, edgePort = installation.EdgePort, status = SuspendedStatus, header = PageHeader, page = SuspendedPage });
        }

        return sites.TryGetValue(route.Platform, out var site)
            ? site(new { host, folder, port = route.Port, edgePort = installation.EdgePort, upstream = $"store_{route.Port.ToString(CultureInfo.InvariantCulture)}" })
            : throw new ArgumentException($"There is no site template for the platform {route.Platform}.", nameof(route));
    }

    private static UploadFile FileOf(string path, string text) => new(path, 0b110_100_100, 0, 0, new Content(Encoding.UTF8.GetBytes(text)));
}
