using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Platforms;

/// <summary>Which images this installation has: what ops/images/build wrote, or the operator by hand.</summary>
public sealed class ImageCatalogue
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };
    private readonly ImmutableDictionary<string, ImageEntry> byName;
    private readonly ImmutableDictionary<string, ImageEntry> byReference;

    public ImageCatalogue(IOptions<InstallationOptions> options)
        : this(Read(options.Value.Images))
    {
    }

    public ImageCatalogue(IEnumerable<ImageEntry> entries)
    {
        var list = entries.ToList();
        byName = list.ToImmutableDictionary(entry => entry.Name);
        byReference = list.Where(entry => entry.Reference is not null).ToImmutableDictionary(entry => entry.Reference!);
    }

    public IEnumerable<ImageEntry> All => byName.Values;

    /// <summary>The newest image of this name; null when there is none.</summary>
    public ImageEntry? Find(string name) => byName.TryGetValue(name, out var entry) && entry.Reference is not null ? entry : null;

    /// <summary>Why there is no image of this name.</summary>
    public string WhyMissing(string name)
        => byName.GetValueOrDefault(name)?.Missing ?? $"The image {name} is not built on this machine; run ops/images/build.";

    /// <summary>The specification of an image by its reference. A store keeps the images it was made with, also when the catalogue has newer ones.</summary>
    public ImageSpec Spec(string reference) => new(reference, byReference.GetValueOrDefault(reference)?.Content);

    /// <summary>The version of the main software in an image; null when the catalogue has forgotten it.</summary>
    public string? VersionOf(string reference) => byReference.GetValueOrDefault(reference)?.Version;

    private static List<ImageEntry> Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new InvalidDataException($"There is no list of images at {file}; run ops/images/build, or name the file in Installation:Images.");
        }

        try
        {
            return JsonSerializer.Deserialize<List<ImageEntry>>(File.ReadAllText(file), Json) ?? [];
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The list of images {file} can't be read: {exception.Message}", exception);
        }
    }
}

/// <param name="Reference">Null when the image is missing.</param>
/// <param name="Content">The label that the image must carry.</param>
/// <param name="Version">Of the main software in it.</param>
/// <param name="Missing">Why it is missing and what helps.</param>
public sealed record ImageEntry(string Name, string? Reference = null, string? Content = null, string? Version = null, string? Missing = null);
