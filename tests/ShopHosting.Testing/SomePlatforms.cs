using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Platforms;

namespace ShopHosting.Testing;

/// <summary>The platforms of an installation, found as the program finds them.</summary>
public static class SomePlatforms
{
    /// <summary>Every image that a platform or a worker needs is there.</summary>
    public static PlatformCatalogue Of(InstallationOptions installation)
        => Of(installation, typeof(IPlatform).Assembly, new(StackTemplateReader.ReadAll(installation.Templates).SelectMany(template => template.Components.Values).Select(component => component.Image)
            .Concat(["edge", "guard", MailRelay.Image]).Distinct().Select(image => new ImageEntry(image, $"shophosting/{image}:1", Version: "1.0"))));

    public static PlatformCatalogue Of(InstallationOptions installation, Assembly classes, ImageCatalogue images)
    {
        var services = new ServiceCollection().AddSingleton(Options.Create(installation)).AddSingleton(RelayOf(installation, images)).AddPlatforms(classes).BuildServiceProvider();
        return new(Options.Create(installation), services.GetServices<IPlatform>(), images);
    }

    public static MailRelay RelayOf(InstallationOptions installation, ImageCatalogue images)
        => new(Options.Create(new RelayOptions()), Options.Create(installation), images, new PlainSecretBox());
}
