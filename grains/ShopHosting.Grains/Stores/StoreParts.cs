using ShopHosting.Domain.Ids;
using ShopHosting.Grains.Workers;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Secrets;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Provisioning.Stores;
using ShopHosting.Provisioning.Workers;

namespace ShopHosting.Grains.Stores;

/// <summary>What every store's grain works with.</summary>
public sealed record StoreParts(
    PlatformCatalogue Platforms,
    StoreStackBuilder Stacks,
    StoreSteps Steps,
    StepRunner Runner,
    StorePlacer Placer,
    IWorkerEngines Engines,
    AwayWorkers Away,
    IProbeClient Probes,
    IAccounts Accounts,
    IEdge Edge,
    IEntityIndex Index,
    MailRelay Relay,
    PlatformContainers Containers,
    ISecretBox Secrets,
    IEntropy Entropy);
