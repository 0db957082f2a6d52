namespace ShopHosting.Provisioning.Engine;

/// <summary>
/// Asks by HTTP from where it runs. An engine on this machine is probed from here; one that is elsewhere needs a prober that runs on its worker, because
/// stores listen on loopback only.
/// </summary>
public interface IProbeClient
{
    /// <summary>Asks until the answer is as wanted or <see cref="HttpProbe.UpTo"/> is over. Follows no redirects. Nobody answering is an answer with status 0.</summary>
    Task<ProbeAnswer> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken);
}
