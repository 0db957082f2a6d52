using ShopHosting.Domain;

namespace ShopHosting.Provisioning.Engine;

/// <summary>Asks by HTTP on a worker, because stores listen on its loopback only.</summary>
public interface IProbeClient
{
    /// <summary>
    /// Asks until the answer is as wanted or <see cref="HttpProbe.UpTo"/> is over. Follows no redirects. Nobody answering is an answer with status 0; an error
    /// is that it could not ask.
    /// </summary>
    Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken);
}
