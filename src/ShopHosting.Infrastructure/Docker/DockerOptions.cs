using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Where the engines of the workers are that are set up by configuration; the others are joined by an administrator, and their rows say it.</summary>
public sealed class DockerOptions
{
    public const string Section = "Docker";

    /// <summary>Worker name to engine. Default: none; a single machine has one with the default address.</summary>
    public Dictionary<string, DockerEndpointOptions> Workers { get; init; } = [];

    /// <summary>
    /// Images that containers may run; an entry ending in <c>/</c> or <c>:</c> allows all that begins with it. Default: what is built here, <c>shophosting/</c>.
    /// </summary>
    public List<string> Images { get; init; } = [];
}

/// <summary>One engine and how it is reached.</summary>
public sealed class DockerEndpointOptions
{
    /// <summary><c>unix:///path</c>, or <c>tcp://host:port</c> with mutual TLS. Default: Docker's socket on this machine.</summary>
    public string Address { get; init; } = "unix:///var/run/docker.sock";

    /// <summary>PEM file of the authority that signed the engine's certificate; the system's authorities are not trusted. For tcp.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>PEM file of our client certificate. For tcp.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its key. For tcp.</summary>
    public string? KeyFile { get; init; }

    /// <summary>IP address or host name under which other workers' edges reach its edge; needed as soon as there are several. Default: none.</summary>
    public string? PrivateAddress { get; init; }

    /// <summary>How long connecting may take. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one call may take, where the call has no time of its own. Default 60 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Tells everything that is wrong with the engines' addresses at once, at start-up.</summary>
public sealed class DockerOptionsValidator : IValidateOptions<DockerOptions>
{
    public ValidateOptionsResult Validate(string? name, DockerOptions options)
    {
        List<string> problems = [.. options.Workers.SelectMany(worker => Problems(worker.Key, worker.Value))];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(string worker, DockerEndpointOptions endpoint)
    {
        var key = $"{DockerOptions.Section}:Workers:{worker}";
        if (!WorkerId.TryParse(worker, null, out _))
        {
            yield return $"{key}: '{worker}' is no name of a worker; use a-z, 0-9 and inner hyphens.";
        }

        if (endpoint.PrivateAddress is { } address && WorkerEndpoint.AddressProblem(address) is { } problem)
        {
            yield return $"{key}:PrivateAddress is '{address}'. {problem}";
        }

        if (endpoint.ConnectTimeout <= TimeSpan.Zero || endpoint.CallTimeout <= TimeSpan.Zero)
        {
            yield return $"{key}: the time-outs must be more than zero.";
        }

        if (EngineAddress.IsUnixAddress(endpoint.Address))
        {
            if (!Path.IsPathRooted(EngineAddress.SocketPathOf(endpoint.Address)))
            {
                yield return $"{key}:Address is '{endpoint.Address}'; a socket is written unix:///path.";
            }

            yield break;
        }

        if (!Uri.TryCreate(endpoint.Address, UriKind.Absolute, out var uri) || uri.Scheme != "tcp" || uri.Port <= 0 || uri.Host.Length == 0)
        {
            yield return $"{key}:Address is '{endpoint.Address}'; it is unix:///path or tcp://host:port.";
        }

        foreach (var (member, file) in new[]
        {
            (nameof(endpoint.AuthorityFile), endpoint.AuthorityFile),
            (nameof(endpoint.CertificateFile), endpoint.CertificateFile),
            (nameof(endpoint.KeyFile), endpoint.KeyFile),
        })
        {
            if (!File.Exists(file))
            {
                yield return $"{key}:{member} is '{file}', which is no file; an engine over tcp needs mutual TLS, because its port is root on the worker.";
            }
        }
    }
}
