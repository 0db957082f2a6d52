using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Provisioning.Platforms;

/// <summary>The kinds of store: each a folder under templates/ and a small class. What is missing for one is said where people meet it.</summary>
public sealed class PlatformCatalogue
{
    private readonly ImmutableSortedDictionary<string, StackTemplate> templates;
    private readonly ImmutableDictionary<string, IPlatform> codes;

    public PlatformCatalogue(IOptions<InstallationOptions> options, IEnumerable<IPlatform> platforms, ImageCatalogue images)
        : this(StackTemplateReader.ReadAll(options.Value.Templates), platforms, images)
    {
    }

    public PlatformCatalogue(IEnumerable<StackTemplate> templates, IEnumerable<IPlatform> platforms, ImageCatalogue images)
    {
        Images = images;
        codes = platforms.ToImmutableDictionary(platform => platform.Code);
        this.templates = templates.ToImmutableSortedDictionary(template => template.Name, template => template, StringComparer.Ordinal);
        var orphan = this.templates.Values.FirstOrDefault(template => !codes.ContainsKey(template.Code));
        if (orphan is not null)
        {
            throw new InvalidDataException($"The platform {orphan.Name} names the code '{orphan.Code}', which this program does not have.");
        }
    }

    public ImageCatalogue Images { get; }

    /// <summary>In the order in which they are offered.</summary>
    public IEnumerable<StackTemplate> All => templates.Values.OrderBy(template => template.Order);

    public StackTemplate? Find(string name) => templates.GetValueOrDefault(name);

    public IPlatform CodeOf(StackTemplate template) => codes[template.Code];

    /// <summary>Why this platform can't be offered here; null when it can.</summary>
    public string? WhyMissing(StackTemplate template)
        => template.Components.Values.Select(component => component.Image).Where(image => Images.Find(image) is null).Select(Images.WhyMissing).FirstOrDefault();

    /// <summary>Whether a store of this order can be made here, on this plan.</summary>
    public Result CheckOrder(StoreOrder order, Plan plan)
    {
        if (Find(order.Platform) is not { } template)
        {
            return StoreErrors.UnknownPlatform(order.Platform);
        }

        if (WhyMissing(template) is not null)
        {
            return StoreErrors.PlatformMissing(template.Title);
        }

        return plan.Limits.MemoryMb < template.MinimumMemoryMb
            ? StoreErrors.PlanTooSmall(template.Title, template.MinimumMemoryMb, plan)
            : Result.Success;
    }

    /// <summary>The references of the images that a new store of this platform is made with.</summary>
    public ImmutableSortedDictionary<string, string> NewestImages(StackTemplate template)
        => template.Components.Values.Select(component => component.Image).Distinct().ToImmutableSortedDictionary(image => image, image => Images.Find(image)!.Reference!);
}
