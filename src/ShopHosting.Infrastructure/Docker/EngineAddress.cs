using System.Security.Authentication;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Secrets;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Where one engine is, as a connection to it needs to know.</summary>
/// <param name="Address"><c>unix:///path</c> or <c>tcp://host:port</c>; <c>silo</c> while the worker's own silo, which would speak to it, is not there; empty when nobody knows.</param>
/// <param name="Tls">For tcp; read or opened for each connection, so that renewed ones are used without a restart and no key stays in memory.</param>
public sealed record EngineAddress(string Address, Func<EngineTls>? Tls)
{
    private const string UnixScheme = "unix://";

    public static EngineAddress Of(DockerEndpointOptions endpoint) => new(endpoint.Address, () => new EngineTls(
        Read(endpoint.AuthorityFile, "its authority"), Read(endpoint.CertificateFile, "our certificate"), Read(endpoint.KeyFile, "the key of our certificate")));

    internal static bool IsUnixAddress(string address) => address.StartsWith(UnixScheme, StringComparison.Ordinal);

    internal static string SocketPathOf(string address) => address[UnixScheme.Length..];

    private static string Read(string? file, string what) => File.ReadAllText(file ?? throw new AuthenticationException($"no file of {what} is configured"));
}

/// <summary>What both sides of a mutual TLS are known by, as PEM; never printed.</summary>
public sealed record EngineTls(string AuthorityPem, string CertificatePem, string KeyPem)
{
    public override string ToString() => "[redacted]";
}

/// <summary>Where the engines are that the configuration does not name.</summary>
public interface IEngineAddresses
{
    /// <summary>Null when nobody knows.</summary>
    Task<EngineAddress?> FindAsync(WorkerId worker, CancellationToken cancellationToken);
}

/// <summary>As the workers' rows say. A connection is rare enough to read the row for it, so a changed one holds for every process at once.</summary>
public sealed class RowAddresses(IEntityStore<WorkerState> rows, ISecretBox secrets) : IEngineAddresses
{
    public async Task<EngineAddress?> FindAsync(WorkerId worker, CancellationToken cancellationToken)
        => (await rows.LoadAsync(worker.Value, cancellationToken))?.State is { } known ? Of(known.Endpoint, known.Credentials, secrets) : null;

    internal static EngineAddress Of(string endpoint, EngineCredentials? known, ISecretBox secrets)
        => new(endpoint, known is { } credentials ? () => new(credentials.AuthorityPem, credentials.CertificatePem, secrets.Open(credentials.Key)) : null);
}
