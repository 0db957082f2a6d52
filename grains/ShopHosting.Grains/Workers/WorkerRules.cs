using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning;

namespace ShopHosting.Grains.Workers;

/// <summary>What somebody who joins a worker must hand in, besides certificates that hold.</summary>
internal static class WorkerRules
{
    /// <summary>What is wrong with it, at the field that is meant; null when nothing is.</summary>
    public static Error? Problem(WorkerState known, WorkerJoining joining, WorkerOptions options)
        => known.IsConfigured && known.Status != WorkerStatus.Retired ? WorkerErrors.Configured(known.Id)
            : WorkerEndpoint.Problem(joining.Endpoint) is { } endpoint ? Error.Invalid(nameof(joining.Endpoint), endpoint)
            : !options.TakesSockets && !WorkerEndpoint.NeedsTls(joining.Endpoint) ? WorkerErrors.NoSockets
            : joining.Address is not null && WorkerEndpoint.AddressProblem(joining.Address) is { } address ? Error.Invalid(nameof(joining.Address), address)
            : WorkerEndpoint.NeedsTls(joining.Endpoint) && joining.Certificates is null && known.Credentials is null ? WorkerErrors.NeedsCertificates
            : null;
}
