using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ShopHosting.Frontend;

/// <summary>
/// Style sheet, script, icons and pictures. The address holds a hash of the content, so browsers keep them for ever. <c>site.css</c> and <c>site.js</c> are put
/// together from their own file and those beside components and pages.
/// </summary>
public sealed class Assets
{
    internal const string Prefix = "/assets";
    private const string ResourcePrefix = "asset:";
    private const string PicturePrefix = "picture:";
    private static readonly FrozenDictionary<string, HtmlString> Pictures = Resources(PicturePrefix)
        .ToFrozenDictionary(resource => resource[PicturePrefix.Length..], resource => new HtmlString(System.Text.Encoding.UTF8.GetString(Content(resource))), StringComparer.Ordinal);

    private readonly FrozenDictionary<string, Asset> byPath;
    private readonly FrozenDictionary<string, string> paths;

    public Assets()
    {
        var assets = Resources(ResourcePrefix).GroupBy(resource => resource.Split(':')[1]).Select(Put).ToList();
        byPath = assets.ToFrozenDictionary(asset => asset.Path, StringComparer.Ordinal);
        paths = assets.ToFrozenDictionary(asset => asset.Name, asset => asset.Path, StringComparer.Ordinal);
    }

    /// <summary>The address of an asset by its file name; a wrong name is a bug.</summary>
    public string this[string name] => paths[name];

    /// <summary>A drawing that is part of the page; a wrong name is a bug.</summary>
    public static HtmlString PictureOf(string name) => Pictures[name];

    internal void Map(IEndpointRouteBuilder app) => app.MapGet(Prefix + "/{file}", (HttpContext context) =>
    {
        if (!byPath.TryGetValue(context.Request.Path, out var asset))
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        if (asset.Brotli is not { } brotli || !context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
        {
            return Results.Bytes(asset.Content, asset.ContentType);
        }

        context.Response.Headers.ContentEncoding = "br";
        return Results.Bytes(brotli, asset.ContentType);
    });

    /// <summary>The file itself is <c>asset:site.css</c>, its parts are <c>asset:site.css:Components/StatusBadge/StatusBadge.css</c>: in this order.</summary>
    private static Asset Put(IGrouping<string, string> parts)
    {
        var name = parts.Key;
        var content = parts.Order(StringComparer.Ordinal).SelectMany(part => Bounded(name, Content(part))).ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6));
        var path = $"{Prefix}/{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}";
        return Path.GetExtension(name) switch
        {
            ".css" => new Asset(name, path, "text/css; charset=utf-8", content, Compress(content)),
            ".js" => new Asset(name, path, "text/javascript; charset=utf-8", content, Compress(content)),
            ".svg" => new Asset(name, path, "image/svg+xml", content, Compress(content)),
            ".webp" => new Asset(name, path, "image/webp", content, null),
            _ => throw new InvalidOperationException($"Asset {name} is of a kind that has no content type here."),
        };
    }

    /// <summary>The names of a script are its own: each part stands in a block.</summary>
    private static byte[] Bounded(string name, byte[] content) => name.EndsWith(".js", StringComparison.Ordinal) ? [.. "{\n"u8, .. content, .. "}\n"u8] : content;

    private static IEnumerable<string> Resources(string prefix) => typeof(Assets).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    private static byte[] Content(string resource)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
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

    /// <param name="Brotli">Null where compressing gains nothing.</param>
    private sealed record Asset(string Name, string Path, string ContentType, byte[] Content, byte[]? Brotli);
}
