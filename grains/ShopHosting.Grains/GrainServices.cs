using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopHosting.Grains.Accounts;
using ShopHosting.Grains.Edges;
using ShopHosting.Grains.Persons;
using ShopHosting.Grains.Stores;
using ShopHosting.Grains.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Stores;
using ShopHosting.Provisioning.Workers;

namespace ShopHosting.Grains;

/// <summary>What the grains and their steps work with, besides the adapters.</summary>
public static class GrainServices
{
    /// <summary>For the control role. Sections Installation, Catalogue, Workers and Relay are read.</summary>
    public static IServiceCollection AddShopHostingGrains(this IServiceCollection services)
    {
        services.AddOptions<InstallationOptions>().BindConfiguration(InstallationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<InstallationOptions>, InstallationOptionsValidator>();
        services.AddOptions<CatalogueOptions>().BindConfiguration(CatalogueOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<JournalOptions>().BindConfiguration(JournalOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SessionOptions>().BindConfiguration(SessionOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        services.AddOptions<RelayOptions>().BindConfiguration(RelayOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<RelayOptions>, RelayOptionsValidator>();

        services.AddMetrics();
        services.AddSingleton<StepInstruments>();
        services.AddSingleton<StepRunner>();

        services.AddSingleton<MailRelay>();
        services.AddPlatforms(typeof(IPlatform).Assembly);
        services.AddSingleton<ImageCatalogue>(provider => new(provider.GetRequiredService<IOptions<InstallationOptions>>()));
        services.AddSingleton<PlatformCatalogue>(provider => new(
            provider.GetRequiredService<IOptions<InstallationOptions>>(), provider.GetServices<IPlatform>(), provider.GetRequiredService<ImageCatalogue>()));

        services.AddSingleton<PersonMails>();
        services.AddSingleton<IEdge, GrainEdge>();
        services.AddSingleton<IAccounts, GrainAccounts>();
        services.AddSingleton<StoreStackBuilder>();
        services.AddSingleton<StoreSteps>();
        services.AddSingleton<FleetView>();
        services.AddSingleton<StorePlacer>();
        services.AddSingleton<StoreParts>();

        services.AddSingleton<PlatformContainers>();
        services.AddSingleton<EdgeConfiguration>();
        services.AddSingleton<EdgeNeighbours>();
        services.AddSingleton<ForwardIssuer>();
        services.AddSingleton<WorkerSteps>();
        services.AddSingleton<WorkerSweep>();
        services.AddSingleton<AwayWorkers>();
        services.AddSingleton<IWatchShare, WholeWatch>();
        return services;
    }

    /// <summary>The watch over the workers; tests of grains do without.</summary>
    public static IServiceCollection AddWorkerWatch(this IServiceCollection services) => services.AddHostedService<WorkerWatch>();
}
