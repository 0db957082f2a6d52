using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ShopHosting.Frontend;

/// <summary>Style sheet, scripts and icon. The address holds a hash of the content, so browsers keep them for ever.</summary>
public sealed class Assets
{
    internal const string Prefix = "/assets";
    private const string ResourcePrefix = "asset:";
    private readonly FrozenDictionary<string, Asset> byPath;
    private readonly FrozenDictionary<string, string> paths;

    public Assets()
    {
        var assets = typeof(Assets).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Select(Read).ToList();
        byPath = assets.ToFrozenDictionary(asset => asset.Path, StringComparer.Ordinal);
        paths = assets.ToFrozenDictionary(asset => asset.Name, asset => asset.Path, StringComparer.Ordinal);
    }

    /// <summary>The address of an asset by its file name; a wrong name is a bug.</summary>
    public string this[string name] => paths[name];

    internal void Map(IEndpointRouteBuilder app) => app.MapGet(Prefix + "/{file}", (HttpContext context) =>
    {
        if (!byPath.TryGetValue(context.Request.Path, out var asset))
        {
            return Results.NotFound();
        }

        var takesBrotli = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        if (takesBrotli)
        {
            context.Response.Headers.ContentEncoding = "br";
        }

        return Results.Bytes(takesBrotli ? asset.Brotli : asset.Content, asset.ContentType);
    });

    private static Asset Read(string resource)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var name = resource[ResourcePrefix.Length..];
        var hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6));
        var path = $"{Prefix}/{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}";
        var type = Path.GetExtension(name) switch { ".css" => "text/css; charset=utf-8", ".js" => "text/javascript; charset=utf-8", _ => "image/svg+xml" };
        return new Asset(name, path, type, content, Compress(content));
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize))
        {
            brotli.Write(content);
        }

        return compressed.ToArray();
    }

    private sealed record Asset(string Name, string Path, string ContentType, byte[] Content, byte[] Brotli);
}
